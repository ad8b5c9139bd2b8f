import type { EventInput } from '@forewarn/collector/detect/rule.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'

const MINUTE = 60_000

/** What a trouble is written into a history with. */
interface Pen {
  event(
    at: number,
    name: EventInput['name'],
    attributes?: EventInput['attributes'],
    severity?: EventInput['severity'],
  ): void
  boot(at: number, end: 'clean' | 'unclean', cause: string | null, more?: EventInput['attributes']): void
  /** A level that stands like this for a while, read once a minute in the place of what it was. */
  level(
    metric: MetricName,
    attributes: Record<string, string>,
    stretch: { at: number; minutes: number; value: number },
  ): void
  between(least: number, most: number): number
}

/** Something put into a history on purpose. */
export interface Trouble {
  /** Which rule is to find it, and with which grade; null for a warning. */
  rule: string
  grade: 2 | 3 | null
  /** What may be told beside it and is no false word: a crash is told before the repetition is. */
  along: readonly string[]
  /** Writes it down from a moment of class on, and answers the happening that decides it. */
  inject(pen: Pen, at: number): number
}

const once = (rule: string, grade: 2 | 3 | null, inject: (pen: Pen, at: number) => void): Trouble => ({
  rule,
  grade,
  along: [],
  inject(pen, at) {
    inject(pen, at)
    return at
  },
})

interface Repetition {
  count: number
  /** Seconds between two of them, at least and at most. */
  apart: [least: number, most: number]
  along?: readonly string[]
}

const again = (
  rule: string,
  grade: 2 | 3,
  { count, apart, along = [] }: Repetition,
  one: (pen: Pen, at: number) => void,
): Trouble => ({
  rule,
  grade,
  along,
  inject(pen, at) {
    const step = pen.between(...apart) * 1000
    for (let i = 0; i < count; i++) one(pen, at + i * step)
    return at + (count - 1) * step
  },
})

/** What lasts: `decides` minutes of it decide. */
const lasting = (rule: string, grade: 2 | 3, decides: number, inject: (pen: Pen, at: number) => void): Trouble => ({
  ...once(rule, grade, inject),
  inject(pen, at) {
    inject(pen, at)
    return at + decides * MINUTE
  },
})

/** By what happens; nothing in here knows how the rules count, but for how often is often. */
export const TROUBLES: Record<string, Trouble> = {
  'one crash': once('machine-crash', 3, (pen, at) => pen.boot(at, 'unclean', 'bugcheck', { bugcheckCode: '0x124' })),
  'crashes close together': again(
    'repeated-crashes',
    2,
    { count: 2, apart: [1_200, 18_000], along: ['machine-crash'] },
    (pen, at) => pen.boot(at, 'unclean', 'kernel-panic'),
  ),
  'power lost in class again and again': again(
    'unclean-restarts',
    2,
    { count: 3, apart: [900, 2_400], along: ['machine-crash'] },
    (pen, at) => pen.boot(at, 'unclean', 'power-loss-or-hang'),
  ),
  'a restart loop': again('restart-loop', 2, { count: 4, apart: [120, 480] }, (pen, at) => pen.boot(at, 'clean', null)),
  'a fault the kernel survived': once('kernel-trouble', 3, (pen, at) => pen.event(at, 'kernel.oops', {}, 'error')),
  'a program’s crash loop': again('program-crash', 2, { count: 3, apart: [20, 600] }, (pen, at) =>
    pen.event(
      at,
      'program.crash',
      { program: 'whiteboard', executable: 'whiteboard', pid: Math.floor(at / 1000) % 30_000 },
      'error',
    ),
  ),
  'a program that hangs': once('program-crash', 3, (pen, at) =>
    pen.event(at, 'program.hung', { program: 'whiteboard' }, 'warning'),
  ),
  'a service that fails for good': again('service-failed', 2, { count: 4, apart: [60, 600] }, (pen, at) =>
    pen.event(at, 'service.failed', { unit: 'audio.service', result: 'signal' }, 'error'),
  ),
  'a file system that turned read-only': once('filesystem-damage', 2, (pen, at) =>
    pen.event(at, 'filesystem.read-only', { device: 'sda2', role: 'system' }, 'error'),
  ),
  'a read error of the disk': once('disk-errors', 2, (pen, at) =>
    pen.event(at, 'disk.io-error', { device: 'sda', role: 'system', code: 'io' }, 'error'),
  ),
  'a burst of retries': again('storage-retries', 3, { count: 3, apart: [120, 480] }, (pen, at) =>
    pen.event(at, 'disk.reset', { device: 'ata1' }, 'warning'),
  ),
  'a drive that says it fails': once('drive-failing', 2, (pen, at) =>
    pen.event(at, 'drive.failing', { device: 'sda' }, 'error'),
  ),
  'a drive that shows signs': once('drive-failing', null, (pen, at) =>
    pen.event(at, 'drive.degraded', { device: 'sda' }, 'warning'),
  ),
  'memory that ran out': once('out-of-memory', 3, (pen, at) =>
    pen.event(at, 'memory.oom-kill', { program: 'whiteboard', pid: 7 }, 'error'),
  ),
  'memory that runs out again and again': again('out-of-memory', 2, { count: 3, apart: [3_600, 12_000] }, (pen, at) =>
    pen.event(at, 'memory.oom-kill', { program: 'browser' }, 'error'),
  ),
  'memory short through a lesson': lasting('memory-exhausted', 2, 15, (pen, at) =>
    pen.level('system.memory.utilization', {}, { at, minutes: 40, value: 0.985 }),
  ),
  'a processor at its end through a lesson': lasting('cpu-exhausted', 2, 30, (pen, at) =>
    pen.level('system.cpu.utilization', {}, { at, minutes: 50, value: 0.99 }),
  ),
  'a disk that hardly answers': lasting('disk-slow', 2, 10, (pen, at) =>
    pen.level('forewarn.disk.latency', { 'system.device': 'sda' }, { at, minutes: 25, value: 1.7 }),
  ),
  'a memory error nothing corrected': once('hardware-errors', 3, (pen, at) =>
    pen.event(at, 'hardware.error', { component: 'memory', corrected: false, errors: 1 }, 'error'),
  ),
  'corrected errors that come fast': again('hardware-errors', 3, { count: 10, apart: [30, 300] }, (pen, at) =>
    pen.event(at, 'hardware.error', { component: 'memory', corrected: true, errors: 1 }, 'warning'),
  ),
  'a processor slowed by heat': again('throttled', 3, { count: 5, apart: [60, 600] }, (pen, at) =>
    pen.event(at, 'cpu.throttled', { cpu: 0 }, 'warning'),
  ),
  'heat above the sensor’s limit': lasting('overheated', 3, 5, (pen, at) => {
    const sensor = { 'hw.id': 'package' }
    const limit = { ...sensor, 'hw.limit_type': 'high.critical' }
    pen.level('hw.temperature.limit', limit, { at: at - MINUTE, minutes: 1, value: 100 })
    pen.level('hw.temperature', sensor, { at, minutes: 20, value: 101 })
  }),
  'a display that is reset': again('display-resets', 3, { count: 3, apart: [300, 900] }, (pen, at) =>
    pen.event(at, 'gpu.reset', { device: 'card0' }, 'error'),
  ),
  // Told once it stayed away for five minutes.
  'a camera that is gone': lasting('peripheral-gone', 2, 5, (pen, at) => {
    pen.event(at, 'peripheral.vanished', { name: 'camera' }, 'warning')
    pen.event(at + 120 * MINUTE, 'peripheral.appeared', { name: 'camera' })
  }),
  'a plug that comes and goes': once('peripheral-flapping', 3, (pen, at) =>
    pen.event(at, 'peripheral.flapping', { name: 'touch', count: 9 }, 'warning'),
  ),
  'a clock far off': lasting('clock-off', 3, 10, (pen, at) =>
    pen.level('forewarn.clock.offset', {}, { at, minutes: 30, value: 4_000 }),
  ),
}
