import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Clue, ClueSource, Telling } from './boot-clues.ts'
import { joinBoots } from './boots.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 8, 1, 7)
const HOUR = 60

/** Clues of one source in its order, each at a minute of the day. */
function told(
  from: ClueSource,
  ...tellings: [minute: number, telling: Telling | Telling['tells'], boot?: string][]
): Clue[] {
  return tellings.map(([minute, telling, boot]) => {
    const full = typeof telling === 'string' ? ({ tells: telling, ...DETAILS[telling] } as Telling) : telling
    return { from, at: START + minute * MINUTE, ...(boot === undefined ? {} : { boot }), ...full }
  })
}

const DETAILS: Partial<Record<Telling['tells'], object>> = {
  boot: { kind: 'cold' },
  'kernel-crash': { fatal: true, reason: 'Kernel panic - not syncing: test' },
  lockup: { reason: 'BUG: soft lockup' },
  asleep: { how: 'sleep' },
  awake: { how: 'sleep' },
  'bugcheck-before': { code: '0x124' },
}
const OOPS = { tells: 'kernel-crash', fatal: false, reason: 'Oops: 0002 [#1] SMP' } as const

/** The last boot's previous end, in short. */
function endOf(clues: Clue[]): string {
  const { previous } = joinBoots(clues).at(-1)!
  return [previous.end, previous.cause].filter(part => part !== null).join(' ')
}

describe('how the run before a boot ended', () => {
  test.each<[name: string, clues: Clue[], expected: string]>([
    ['the first boot in a log', told('wtmp', [0, 'boot']), 'unknown'],
    ['the first boot in a journal that goes on for long', told('journal', [0, 'boot'], [600, 'alive']), 'unknown'],
    ['a shutdown record', told('wtmp', [0, 'boot'], [480, 'shutdown'], [HOUR * 24, 'boot']), 'clean'],
    ['no shutdown record', told('wtmp', [0, 'boot'], [480, 'alive'], [500, 'boot']), 'unclean unknown'],
    ['a book that begins with logins', told('wtmp', [0, 'alive'], [60, 'boot']), 'unclean unknown'],
    [
      'no shutdown record, but the journal has one',
      [
        ...told('wtmp', [0, 'boot'], [500, 'boot']),
        ...told('journal', [400, 'alive'], [480, 'shutdown'], [480, 'alive']),
      ],
      'clean',
    ],
    [
      'a journal that just ends',
      [...told('wtmp', [0, 'boot'], [500, 'boot']), ...told('journal', [400, 'alive'], [480, 'alive'])],
      'unclean power-loss-or-hang',
    ],
    [
      'a shutdown that somebody called off, and then nothing',
      told('journal', [0, 'boot'], [60, 'shutdown'], [480, 'alive'], [500, 'boot']),
      'unclean power-loss-or-hang',
    ],
    [
      'a shutdown that took twenty minutes',
      told('journal', [0, 'boot'], [60, 'shutdown'], [80, 'alive'], [500, 'boot']),
      'clean',
    ],
    ['a log closed in order', told('syslog', [0, 'boot'], [60, 'log-closed'], [60, 'alive'], [500, 'boot']), 'clean'],
    [
      'a log that was rotated last week',
      told('syslog', [0, 'boot'], [60, 'log-closed'], [61, 'alive'], [500, 'boot']),
      'unclean power-loss-or-hang',
    ],
    [
      'a panic in the log',
      told('syslog', [0, 'boot'], [60, 'kernel-crash'], [60, 'alive'], [62, 'boot']),
      'unclean kernel-panic',
    ],
    [
      'a panic only the firmware’s memory knows of',
      [...told('wtmp', [0, 'boot'], [62, 'boot']), ...told('pstore', [60, 'kernel-crash'])],
      'unclean kernel-panic',
    ],
    [
      'a panic while going down',
      [...told('journal', [0, 'boot'], [60, 'shutdown'], [62, 'boot']), ...told('kdump', [61, 'kernel-crash'])],
      'unclean kernel-panic',
    ],
    [
      'a panic in the run before the last',
      [
        ...told('wtmp', [0, 'boot'], [62, 'boot'], [90, 'shutdown'], [100, 'boot']),
        ...told('pstore', [60, 'kernel-crash']),
      ],
      'clean',
    ],
    [
      'a panic record from last year',
      [...told('wtmp', [0, 'boot']), ...told('pstore', [-365 * 24 * HOUR, 'kernel-crash'])],
      'unknown',
    ],
    [
      'a panic an hour before the first boot anybody knows of',
      [...told('mark', [0, 'boot']), ...told('pstore', [-60, 'kernel-crash'])],
      'unclean kernel-panic',
    ],
    [
      'an oops and the end',
      told('journal', [0, 'boot'], [58, OOPS], [59, 'alive'], [62, 'boot']),
      'unclean kernel-panic',
    ],
    ['an oops and a proper stop', told('journal', [0, 'boot'], [58, OOPS], [59, 'shutdown'], [62, 'boot']), 'clean'],
    [
      'an oops in the morning, and the log ends in the evening',
      told('journal', [0, 'boot'], [60, OOPS], [480, 'alive'], [500, 'boot']),
      'unclean power-loss-or-hang',
    ],
    [
      'a lockup at the end, and somebody presses the power key',
      told('journal', [0, 'boot'], [58, 'lockup'], [59, 'power-key'], [59, 'alive'], [62, 'boot']),
      'unclean lockup',
    ],
    [
      'a lockup it recovered from',
      told('journal', [0, 'boot'], [58, 'lockup'], [120, 'alive'], [122, 'boot']),
      'unclean power-loss-or-hang',
    ],
    [
      'the power key and then nothing more',
      told('journal', [0, 'boot'], [59, 'power-key'], [59, 'alive'], [62, 'boot']),
      'unclean power-button',
    ],
    [
      'the power key and a proper stop',
      told('journal', [0, 'boot'], [59, 'power-key'], [59, 'shutdown'], [60, 'alive'], [62, 'boot']),
      'clean',
    ],
    [
      'asleep, and then another boot',
      told('journal', [0, 'boot'], [60, 'asleep'], [90, 'boot']),
      'unclean power-loss-or-hang',
    ],
    ['the agent was cut', told('mark', [0, 'boot', 'a'], [60, 'alive', 'a'], [62, 'boot', 'b']), 'unclean unknown'],
    ['the agent was stopped before', told('mark', [0, 'boot', 'a'], [60, 'blind', 'a'], [62, 'boot', 'b']), 'unknown'],
    ['the agent saw the shutdown', told('mark', [0, 'boot', 'a'], [60, 'shutdown', 'a'], [62, 'boot', 'b']), 'clean'],
    [
      'the agent was cut, but the system went down in order',
      [
        ...told('mark', [0, 'boot', 'a'], [30, 'alive', 'a'], [62, 'boot', 'b']),
        ...told('wtmp', [1, 'boot'], [60, 'shutdown'], [63, 'boot']),
      ],
      'clean',
    ],
    [
      'a login book that was put back to an older state knows nothing of the last run',
      [
        ...told('mark', [600, 'boot', 'a'], [660, 'alive', 'a'], [700, 'boot', 'b']),
        ...told('wtmp', [0, 'boot'], [60, 'shutdown'], [701, 'boot']),
      ],
      'unclean unknown',
    ],
    [
      'Windows says why',
      told('windows', [0, 'boot'], [62, 'boot'], [63, 'unclean-before'], [63, 'bugcheck-before']),
      'unclean bugcheck',
    ],
    [
      'Windows says the button was held',
      told('windows', [0, 'boot'], [62, 'boot'], [63, 'button-held-before']),
      'unclean power-button',
    ],
    [
      'Windows says it was unclean',
      told('windows', [0, 'boot'], [62, 'boot'], [63, 'unclean-before']),
      'unclean power-loss-or-hang',
    ],
    [
      'Windows stopped in order and hung on the way down',
      told('windows', [0, 'boot'], [60, 'shutdown'], [62, 'boot'], [63, 'unclean-before']),
      'unclean power-loss-or-hang',
    ],
    ['Windows says nothing', told('windows', [0, 'boot'], [60, 'alive'], [62, 'boot']), 'unknown'],
  ])('%s', (_name, clues, expected) => {
    expect(endOf(clues)).toBe(expected)
  })

  test('with its time, its reason and what decided', () => {
    const clues = [
      ...told('mark', [0, 'boot', 'a'], [50, 'alive', 'a'], [62, 'boot', 'b']),
      ...told('wtmp', [1, 'boot'], [63, 'boot']),
      ...told('pstore', [60, 'kernel-crash']),
    ]
    expect(joinBoots(clues).at(-1)).toEqual({
      at: START + 62 * MINUTE,
      id: 'b',
      kind: 'cold',
      resumed: false,
      previous: {
        end: 'unclean',
        cause: 'kernel-panic',
        bugcheckCode: null,
        at: START + 60 * MINUTE,
        reason: 'Kernel panic - not syncing: test',
        evidence: ['pstore:kernel-crash'],
      },
    })
    const [, second] = joinBoots(clues.filter(({ from }) => from !== 'pstore'))
    expect(second!.previous).toMatchObject({
      at: START + 50 * MINUTE,
      evidence: ['mark:no-shutdown', 'wtmp:no-shutdown'],
    })
    expect(joinBoots(told('windows', [0, 'boot'], [1, 'bugcheck-before']))[0]!.previous).toMatchObject({
      bugcheckCode: '0x124',
    })
  })
})

/** Boots as minutes of the day. */
function boots(clues: Clue[]): number[] {
  return joinBoots(clues).map(({ at }) => (at - START) / MINUTE)
}

describe('which boots there were', () => {
  test.each<[name: string, clues: Clue[], expected: number[]]>([
    ['nothing', [], []],
    ['one source', told('wtmp', [0, 'boot'], [60, 'boot']), [0, 60]],
    [
      'two sources, the kernel’s time counts',
      [...told('wtmp', [1, 'boot'], [61, 'boot']), ...told('journal', [0, 'boot'], [60, 'boot'])],
      [0, 60],
    ],
    [
      'a source that missed one',
      [...told('wtmp', [1, 'boot'], [121, 'boot']), ...told('journal', [0, 'boot'], [60, 'boot'], [120, 'boot'])],
      [0, 60, 120],
    ],
    [
      'a boot loop of less than a minute each, of which one source missed the first',
      [
        ...told('journal', [1, 'boot'], [2, 'boot'], [3, 'boot']),
        ...told('wtmp', [0.4, 'boot'], [1.4, 'boot'], [2.4, 'boot'], [3.4, 'boot']),
      ],
      [0.4, 1, 2, 3],
    ],
    [
      'a clock that was eight hours ahead early in the boot, which the boot’s id bridges',
      [
        ...told('mark', [0, 'boot', 'a'], [30, 'shutdown', 'a'], [60, 'boot', 'b']),
        ...told('wtmp', [480, 'boot', 'a'], [30, 'shutdown'], [540, 'boot', 'b']),
      ],
      [0, 60],
    ],
    ['boots in the order of the book, whatever the clock said', told('last', [100, 'boot'], [40, 'boot']), [100, 40]],
    [
      'a piece of a log without a boot of its own',
      [...told('wtmp', [0, 'boot'], [60, 'boot']), ...told('journal', [10, 'alive', 'a'], [50, 'shutdown', 'a'])],
      [0, 60],
    ],
  ])('%s', (_name, clues, expected) => {
    expect(boots(clues)).toEqual(expected)
  })

  test('sleep and hibernation are resumptions of the same run, once however many lines tell of them', () => {
    const clues = [
      ...told('mark', [0, 'boot', 'a']),
      ...told(
        'journal',
        [60, 'asleep'],
        [60, { tells: 'asleep', how: 'unknown' }],
        [300, { tells: 'awake', how: 'unknown' }],
        [300, { tells: 'awake', how: 'hibernate' }],
        [400, 'asleep'],
        [410, 'awake'],
      ),
    ]
    expect(
      joinBoots(clues).map(({ at, kind, resumed, previous }) => [(at - START) / MINUTE, kind, resumed, previous.end]),
    ).toEqual([
      [0, 'cold', false, 'unknown'],
      [300, 'hibernate', true, 'clean'],
      [410, 'sleep', true, 'clean'],
    ])
    expect(joinBoots(clues)[1]!.previous.at).toBe(START + 60 * MINUTE)
  })
})

test('whatever the clues are, each boot of a source is there, and none that no source tells of', () => {
  const source = fc.constantFrom<ClueSource>('mark', 'windows', 'journal', 'syslog', 'wtmp', 'last', 'pstore', 'kdump')
  const tells = fc.constantFrom<Telling['tells']>(
    'boot',
    'alive',
    'blind',
    'shutdown',
    'log-closed',
    'kernel-crash',
    'lockup',
    'power-key',
    'asleep',
    'awake',
  )
  const clue = fc.tuple(source, fc.integer({ min: -1e6, max: 1e6 }), tells, fc.constantFrom(undefined, 'a', 'b'))
  fc.assert(
    fc.property(fc.array(clue, { maxLength: 40 }), given => {
      const clues = given.flatMap(([from, minute, telling, boot]) =>
        told(from, boot === undefined ? [minute, telling] : [minute, telling, boot]),
      )
      const restarts = joinBoots(clues).filter(({ resumed }) => !resumed)
      const counts = Map.groupBy(
        clues.filter(({ tells, from }) => tells === 'boot' && from !== 'pstore' && from !== 'kdump'),
        ({ from }) => from,
      )
      const most = Math.max(0, ...[...counts.values()].map(of => of.length))
      const all = [...counts.values()].reduce((sum, of) => sum + of.length, 0)
      expect(restarts.length).toBeGreaterThanOrEqual(most)
      expect(restarts.length).toBeLessThanOrEqual(all)
    }),
    { numRuns: 500 },
  )
})
