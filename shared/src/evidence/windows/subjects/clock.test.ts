import { cases } from '../testing/cases.ts'
import type { Data } from '../testing/events.ts'

const kernel = 'Microsoft-Windows-Kernel-General'
const moved = (to: string, reason: number): Data => ({
  NewTime: to,
  OldTime: '2024-03-04T00:00:00.0000000Z',
  Reason: reason,
})
cases([
  [
    'set forward',
    kernel,
    1,
    moved('2024-03-04T01:00:00.5000000Z', 1),
    {},
    ['clock.jump', 'warning', { seconds: 3_600.5 }],
  ],
  [
    'set back',
    kernel,
    1,
    moved('2024-03-03T14:00:00.0000000Z', 1),
    {},
    ['clock.jump', 'warning', { seconds: -36_000 }],
  ],
  ['kept in time', kernel, 1, moved('2024-03-04T00:00:01.9990000Z', 1), {}, null],
  ['read after sleep', kernel, 1, moved('2024-03-05T00:00:00.0000000Z', 2), {}, null],
  ['no times', kernel, 1, { NewTime: 'x' }, {}, null],
  [
    'set by the time service',
    'Microsoft-Windows-Time-Service',
    52,
    { TimeOffsetSeconds: '-35999' },
    {},
    ['clock.jump', 'warning', { seconds: -35_999 }],
  ],
  ['a source chosen', 'Microsoft-Windows-Time-Service', 35, { TimeSource: 'time.windows.com' }, {}, null],
])
