import { EVENTS } from '@forewarn/shared/events.ts'
import { METRICS } from '@forewarn/shared/metrics.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createEngine, type DeviceState } from '../engine.ts'
import type { Told } from '../finding.ts'
import type { RuleInput } from '../rule.ts'
import { BARE_SCENE, type Scene } from '../scene.ts'
import { armRules } from '../rule-settings.ts'
import { RULES } from './index.ts'
import { poissonTail } from './restart-rate.ts'

const T0 = Date.parse('2026-11-25T08:00:00Z')
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Attributes = Record<string, string | number | boolean | null>
type Step = [after: number, what: string, attributes?: Attributes]

/** Lessons from 08:00 to 16:00 UTC, every day. */
const SCHOOL: Scene = {
  ...BARE_SCENE,
  classes: {
    isClass: at => new Date(at).getUTCHours() >= 8 && new Date(at).getUTCHours() < 16,
    classMs: () => 0,
  },
}

function inputOf([after, what, attributes = {}]: Step): RuleInput {
  const at = T0 + after
  if (what === 'tick') return { type: 'tick', at, listeningSince: 0 }
  if (what in METRICS) {
    const { value, ...rest } = attributes
    const given = rest as Record<string, string>
    return { type: 'reading', at, metric: what as keyof typeof METRICS, attributes: given, value: value as number }
  }
  return {
    type: 'event',
    at,
    name: what as keyof typeof EVENTS,
    severity: attributes['retried'] === true ? 'warning' : 'error',
    attributes,
  }
}

/** What the rules say of a story: the last word on each finding, as `rule topic grade×count`, or `… over`. */
function say(steps: Step[], scene: Scene = BARE_SCENE): string[] {
  const engine = createEngine(armRules())
  let state: DeviceState = {}
  const said = new Map<string, string>()
  for (const step of steps) {
    for (const told of engine.step(state, inputOf(step), scene).told) said.set(keyOf(told), inWords(told))
    // A state that was written down and read back says the same.
    state = JSON.parse(JSON.stringify(state)) as DeviceState
  }
  return [...said.values()]
}

const keyOf = (told: Told): string =>
  told.type === 'over' ? `${told.rule} ${told.topic}` : `${told.finding.rule} ${told.finding.topic}`

function inWords(told: Told): string {
  if (told.type === 'over') return `${told.rule} ${told.topic} over`
  const { rule, topic, grade, count, class: kind } = told.finding
  return `${rule} ${topic} ${kind === 'warning' ? 'warning' : grade}×${count}`
}

const boot = (after: number, cause: string | null, more: Attributes = {}): Step => [
  after,
  'system.boot',
  { kind: 'cold', previousEnd: cause === null ? 'clean' : 'unclean', previousCause: cause, ...more },
]
const times = (count: number, apart: number, step: (after: number, i: number) => Step): Step[] =>
  Array.from({ length: count }, (_, i) => step(i * apart, i))
/** Two clean starts every day. */
const twiceADay = (days: number): Step[] => times(2 * days, 12 * HOUR, after => boot(after, null))
const fleet = (weeklyStarts: number): Scene => ({ ...BARE_SCENE, fleet: { weeklyStarts } })
const reading =
  (metric: string, value: number, attributes: Attributes = {}) =>
  (after: number): Step => [after, metric, { value, ...attributes }]

describe('crashes and restarts', () => {
  test.each<[string, Step[], string[], Scene?]>([
    ['one blue screen', [boot(0, 'bugcheck')], ['machine-crash machine 3×1']],
    [
      'three blue screens in an hour',
      times(3, 20 * MINUTE, after => boot(after, 'bugcheck', { bugcheckCode: '0x124' })),
      ['machine-crash machine 3×1', 'repeated-crashes machine 2×3'],
    ],
    [
      'two panics three days apart',
      [boot(0, 'kernel-panic'), boot(3 * DAY, 'kernel-panic')],
      ['machine-crash machine 3×1'],
    ],
    [
      'a panic every other day',
      times(4, 2 * DAY, after => boot(after, 'kernel-panic')),
      ['machine-crash machine 3×1', 'repeated-crashes machine 2×4'],
    ],
    ['thirty clean restarts in thirty days', times(30, DAY, after => boot(after, null)), []],
    [
      'fast startups twice a day for a month',
      times(60, DAY / 2, after => boot(after, null, { kind: 'fast-startup' })),
      [],
    ],
    ['power lost in class', [boot(2 * HOUR, 'power-loss-or-hang')], ['machine-crash machine 3×1'], SCHOOL],
    [
      'a master switch thrown every evening at five',
      times(20, DAY, after => boot(after + 23.5 * HOUR, 'power-loss-or-hang', { downSeconds: 14.5 * 3600 })),
      ['machine-crash power-out-of-class 4×1'],
      SCHOOL,
    ],
    ['an update that restarts three times', times(3, 3 * MINUTE, after => boot(after, null)), []],
    ['a loop', times(5, 4 * MINUTE, after => boot(after, null)), ['restart-loop machine 2×5']],
    [
      'a loop of a lecture room’s main terminal',
      times(5, 4 * MINUTE, after => boot(after, null)),
      ['restart-loop machine 1×5'],
      { ...BARE_SCENE, role: 'lecture-room-main' },
    ],
    [
      'hangs three times in a day',
      times(3, HOUR, after => boot(after, 'power-loss-or-hang')),
      ['machine-crash machine 3×1', 'unclean-restarts machine 2×3'],
    ],
    [
      'two hangs and a panic in a day',
      [boot(0, 'kernel-panic'), boot(HOUR, 'power-loss-or-hang'), boot(2 * HOUR, 'power-loss-or-hang')],
      ['machine-crash machine 3×1', 'unclean-restarts machine 2×3'],
    ],
    [
      'a week of restarts after a month of one a day',
      [...times(28, DAY, after => boot(after, null)), ...times(24, 7 * HOUR, after => boot(28 * DAY + after, null))],
      ['restart-rate machine 3×20'],
    ],
    ['a new machine that is set up with many restarts', times(20, 3 * HOUR, after => boot(after, null)), []],
    ['a new device that restarts more than its fleet', twiceADay(12), ['restart-rate machine 3×14'], fleet(3)],
    ['a new device of a fleet that restarts as often', twiceADay(12), [], fleet(13)],
    ['a new device without a fleet', twiceADay(12), []],
    ['a device that is being set up', twiceADay(8), [], fleet(2)],
    ['a crash in planned work', [boot(0, 'bugcheck')], [], { ...BARE_SCENE, isMaintenance: () => true }],
  ])('%s', (_story, steps, expected, scene) => {
    expect(say(steps, scene)).toEqual(expected)
  })
})

const crash =
  (program: string) =>
  (after: number): Step => [after, 'program.crash', { program, signal: 'SEGV' }]

const WHITEBOARD = { name: '白板', executables: ['EasiNote.exe', 'whiteboard-with-a-long-name'] }

describe('programs and services', () => {
  test.each<[string, Step[], string[], Scene?]>([
    ['one crash', [crash('EasiNote')(0)], ['program-crash program:EasiNote 3×1']],
    ['one crash told by kernel and core dump', [crash('a')(0), crash('a')(800)], ['program-crash program:a 3×1']],
    [
      'a watched one, told by the kernel by its own name and by the watcher by the configured one',
      [
        [0, 'program.crash', { program: 'whiteboard-with', pid: 42 }],
        [9 * SECOND, 'program.crash', { program: '白板', executable: 'whiteboard-with-a-long-name', pid: 42 }],
      ],
      ['program-crash program:白板 3×1'],
      { ...BARE_SCENE, watched: [WHITEBOARD] },
    ],
    [
      'a loop so quick that each crash comes right after the one before',
      times(4, 2 * SECOND, (after, i) => [after, 'program.crash', { program: 'a', executable: 'a', pid: 40 + i }]),
      ['program-crash program:a 2×4'],
    ],
    ['a loop', times(4, MINUTE, crash('a')), ['program-crash program:a 2×4']],
    [
      'one crash of each of two',
      [crash('a')(0), crash('b')(0)],
      ['program-crash program:a 3×1', 'program-crash program:b 3×1'],
    ],
    ['a program nobody watches', times(4, MINUTE, crash('helper')), [], { ...BARE_SCENE, watched: [WHITEBOARD] }],
    ['closed by its user', [[0, 'program.exited', { program: 'a' }]], []],
    ['a hang', [[0, 'program.hung', { program: 'a' }]], ['program-crash program:a 3×1']],
    ['a service that failed once', [[0, 'service.failed', { unit: 'cups' }]], ['service-failed service:cups 3×1']],
    [
      'a service that dies again and again',
      times(5, 5 * MINUTE, after => [after, 'service.failed', { unit: 'cups', result: 'crashed' }]),
      ['service-failed service:cups 2×5'],
    ],
    [
      'a driver for hardware that is not there, at three boots',
      times(3, HOUR, after => [after, 'service.failed', { unit: 'CldFlt', result: 'start' }]),
      [],
    ],
  ])('%s', (_story, steps, expected, scene) => {
    expect(say(steps, scene)).toEqual(expected)
  })
})

describe('disks', () => {
  test.each<[string, Step[], string[]]>([
    [
      'an I/O error of the system disk',
      [[0, 'disk.io-error', { device: 'sda', role: 'system' }]],
      ['disk-errors disk:sda 2×1'],
    ],
    ['one that the system retried', [[0, 'disk.io-error', { device: 'sda', retried: true }]], []],
    ['the same of a USB stick', [[0, 'disk.io-error', { device: 'sdb', role: 'usb' }]], ['disk-errors disk:sdb 4×1']],
    ['a scratched disc', [[0, 'disk.io-error', { device: 'sr0', role: 'optical' }]], []],
    ['a remount', [[0, 'filesystem.read-only', { device: 'sda1' }]], ['filesystem-damage disk:sda 2×1']],
    ['one reset', [[0, 'disk.reset', { device: 'ata1' }]], []],
    [
      'two bursts of retries',
      [0, 1, 2, 3, 2880, 2881, 2882].map((minutes): Step => [minutes * MINUTE, 'disk.reset', { device: 'ata1' }]),
      ['storage-retries disk:ata1 3×7'],
    ],
    ['a drive that fails', [[0, 'drive.failing', { device: 'sda' }]], ['drive-failing drive:sda 2×1']],
    ['a drive with signs', [[0, 'drive.degraded', { device: 'sda' }]], ['drive-failing drive:sda warning×1']],
    [
      'a drive with signs that then fails',
      [
        [0, 'drive.degraded', { device: 'sda' }],
        [DAY, 'drive.failing', { device: 'sda' }],
      ],
      ['drive-failing drive:sda 2×2'],
    ],
  ])('%s', (_story, steps, expected) => {
    expect(say(steps)).toEqual(expected)
  })
})

describe('memory, heat and hardware', () => {
  const oom = (after: number): Step => [after, 'memory.oom-kill', { program: 'java' }]
  const corrected = (after: number): Step => [after, 'hardware.error', { component: 'cpu', corrected: true }]
  test.each<[string, Step[], string[]]>([
    ['one kill', [oom(0)], ['out-of-memory memory 3×1']],
    ['one shortage that takes three', [oom(0), oom(2 * SECOND), oom(9 * SECOND)], ['out-of-memory memory 3×1']],
    ['a kill every other day', times(4, 2 * DAY, oom), ['out-of-memory memory 2×4']],
    ['a corrected error a day', times(30, DAY, corrected), []],
    ['a burst of corrected errors', times(12, MINUTE, corrected), ['hardware-errors hardware:cpu 3×12']],
    [
      'one that could not be corrected',
      [[0, 'hardware.error', { component: 'memory', corrected: false }]],
      ['hardware-errors hardware:memory 3×1'],
    ],
    ['throttled once on all cores', times(8, SECOND, after => [after, 'cpu.throttled']), []],
    ['throttled again and again', times(6, 5 * MINUTE, after => [after, 'cpu.throttled']), ['throttled heat 3×6']],
  ])('%s', (_story, steps, expected) => {
    expect(say(steps)).toEqual(expected)
  })

  const heat = (value: number) => reading('hw.temperature', value, { 'hw.id': 'k10temp' })
  const limit = (value: number) =>
    reading('hw.temperature.limit', value, { 'hw.id': 'k10temp', 'hw.limit_type': 'high.critical' })(0)

  test('above its own limit for five minutes, and over when well below', () => {
    const hot = times(8, MINUTE, heat(101))
    expect(say([limit(100), ...hot])).toEqual(['overheated heat:k10temp 3×1'])
    expect(say([limit(100), ...hot, heat(97)(9 * MINUTE)])).toEqual(['overheated heat:k10temp 3×1'])
    expect(say([limit(100), ...hot, heat(80)(9 * MINUTE)])).toEqual(['overheated heat:k10temp over'])
    expect(say([limit(0), ...hot])).toEqual([])
    expect(say([limit(100), ...times(3, MINUTE, heat(101)), heat(90)(4 * MINUTE), ...hot.slice(5)])).toEqual([])
  })
})

describe('exhaustion', () => {
  const busy = (value: number, minutes: number, from = 0): Step[] =>
    times(minutes * 6, 10 * SECOND, after => reading('system.cpu.utilization', value)(from + after))

  test.each<[string, Step[], string[], Scene?]>([
    ['half an hour at full load in class', busy(0.99, 31), ['cpu-exhausted cpu 2×1'], SCHOOL],
    ['a quarter of an hour', busy(0.92, 16), ['cpu-exhausted cpu 3×1'], SCHOOL],
    ['ten minutes', busy(0.99, 10), [], SCHOOL],
    ['out of class', busy(0.99, 60, 10 * HOUR), [], SCHOOL],
    ['without a timetable', busy(0.99, 60), []],
    [
      'around the limit it does not flap',
      [...busy(0.92, 16), ...busy(0.85, 5, 17 * MINUTE)],
      ['cpu-exhausted cpu 3×1'],
      SCHOOL,
    ],
    ['well below it is over', [...busy(0.92, 16), ...busy(0.3, 1, 17 * MINUTE)], ['cpu-exhausted cpu over'], SCHOOL],
    ['two stretches with a gap of data between', [...busy(0.99, 10), ...busy(0.99, 10, HOUR)], [], SCHOOL],
  ])('%s', (_story, steps, expected, scene) => {
    expect(say(steps, scene)).toEqual(expected)
  })
})

describe('parts', () => {
  const scene = { ...SCHOOL, required: ['camera'] }
  const gone = (name: string): Step => [0, 'peripheral.vanished', { name }]
  const ticks = (from: number, minutes: number) => times(minutes, MINUTE, after => [from + after, 'tick'])
  test.each<[string, Step[], string[]]>([
    ['a required one in class', [gone('camera'), ...ticks(0, 7)], ['peripheral-gone part:camera 2×1']],
    ['another one', [gone('speaker'), ...ticks(0, 7)], ['peripheral-gone part:speaker 3×1']],
    ['a plug that is moved', [gone('camera'), [MINUTE, 'peripheral.appeared', { name: 'camera' }], ...ticks(0, 7)], []],
    [
      'back again',
      [gone('camera'), ...ticks(0, 7), [HOUR, 'peripheral.appeared', { name: 'camera' }]],
      ['peripheral-gone part:camera over'],
    ],
    ['flapping', [[0, 'peripheral.flapping', { name: 'camera', count: 40 }]], ['peripheral-flapping part:camera 3×40']],
  ])('%s', (_story, steps, expected) => {
    expect(say(steps, scene)).toEqual(expected)
  })
})

describe('every rule', () => {
  test('has defaults within its bounds and names events and metrics that exist', () => {
    for (const { name, doc, knobs, events, metrics } of RULES) {
      expect(doc, name).toMatch(/^Grade/)
      expect(events.filter(event => !(event in EVENTS))).toEqual([])
      expect(metrics.filter(metric => !(metric in METRICS))).toEqual([])
      for (const knob of Object.values(knobs)) {
        expect(knob.default, name).toBeGreaterThanOrEqual(knob.minimum)
        expect(knob.default, name).toBeLessThanOrEqual(knob.maximum)
      }
    }
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length)
  })

  test('bears anything a device may say, in bounded memory', () => {
    const attribute = fc.oneof(fc.string({ maxLength: 20 }), fc.double(), fc.boolean(), fc.constant(null))
    const keys = [
      'device',
      'program',
      'unit',
      'name',
      'kind',
      'previousEnd',
      'previousCause',
      'corrected',
      'count',
      'role',
    ]
    const event = fc.tuple(
      fc.integer({ min: -DAY, max: 40 * DAY }),
      fc.constantFrom(...Object.keys(EVENTS)),
      fc.dictionary(fc.constantFrom(...keys), attribute),
    )
    const engine = createEngine(armRules())
    const state: DeviceState = {}
    fc.assert(
      fc.property(event, ([after, name, attributes]) => {
        for (const told of engine.step(state, inputOf([after, name, attributes]), SCHOOL).told)
          if (told.type === 'found') expect(told.finding.since).toBeLessThanOrEqual(told.finding.last)
      }),
      { numRuns: 5_000 },
    )
    expect(JSON.stringify(state).length).toBeLessThan(600_000)
  })
})

test.each([
  [0, 5, 1],
  [1, 1, 0.6321],
  [10, 5, 0.0318],
  [19, 7, 0.000104],
])('at least %i where %i are expected: %f', (count, mean, chance) => {
  expect(poissonTail(count, mean)).toBeCloseTo(chance, 4)
})
