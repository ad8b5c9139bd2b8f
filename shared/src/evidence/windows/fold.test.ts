import { expect, test } from 'vitest'

import type { WindowsFinding } from './finding.ts'
import { createFold } from './fold.ts'

type Told = [seconds: number, name: WindowsFinding['name'], attributes: WindowsFinding['attributes']]

/** The seconds of those that are left. */
function left(told: Told[]): number[] {
  const fold = createFold()
  const findings = told.map(([seconds, name, attributes]) => ({
    at: seconds * 1_000,
    name,
    severity: 'error' as const,
    attributes,
  }))
  return findings.map(fold).flatMap(finding => (finding === null ? [] : [finding.at / 1_000]))
}

const crash = { program: 'EasiNote.exe', pid: 7 }

test.each<[string, Told[], number[]]>([
  [
    'two exceptions, one death',
    [
      [0, 'program.crash', { ...crash, code: '0xc0000005' }],
      [2, 'program.crash', { ...crash, code: '0xc000041d' }],
    ],
    [0],
  ],
  [
    'two processes of one program',
    [
      [0, 'program.crash', crash],
      [2, 'program.crash', { ...crash, pid: 9 }],
    ],
    [0, 2],
  ],
  [
    'the same number an hour later',
    [
      [0, 'program.crash', crash],
      [3_600, 'program.crash', crash],
    ],
    [0, 3_600],
  ],
  [
    'crashes without a number',
    [
      [0, 'program.crash', { program: 'x' }],
      [1, 'program.crash', { program: 'x' }],
    ],
    [0, 1],
  ],
  [
    'a hang is no crash',
    [
      [0, 'program.hung', crash],
      [1, 'program.crash', crash],
    ],
    [0, 1],
  ],
  ['twelve cores', Array.from({ length: 12 }, (_, cpu): Told => [cpu / 10, 'cpu.throttled', { cpu }]), [0]],
  [
    'one jump, told by two',
    [
      [0, 'clock.jump', { seconds: -36_000 }],
      [1, 'clock.jump', { seconds: -35_999 }],
    ],
    [0],
  ],
  [
    'a start that failed',
    [
      [0, 'service.failed', { unit: 'A', result: 'start-timeout' }],
      [1, 'service.failed', { unit: 'A', result: 'start' }],
    ],
    [0],
  ],
  [
    'two services',
    [
      [0, 'service.failed', { unit: 'A', result: 'start' }],
      [1, 'service.failed', { unit: 'B', result: 'start' }],
    ],
    [0, 1],
  ],
  [
    'a service that dies and dies',
    [
      [0, 'service.failed', { unit: 'A', result: 'crashed' }],
      [1, 'service.failed', { unit: 'A', result: 'crashed' }],
    ],
    [0, 1],
  ],
  [
    'retries are all counted',
    [
      [0, 'disk.reset', { device: 'Harddisk0' }],
      [0, 'disk.reset', { device: 'Harddisk0' }],
    ],
    [0, 0],
  ],
  ['a service that runs', [[0, 'service.recovered', { unit: 'A' }]], []],
  [
    'a service that runs again',
    [
      [0, 'service.failed', { unit: 'A', result: 'crashed' }],
      [9, 'service.recovered', { unit: 'A' }],
      [20, 'service.recovered', { unit: 'A' }],
    ],
    [0, 9],
  ],
])('%s', (_what, told, expected) => {
  expect(left(told)).toEqual(expected)
})

test('what is remembered is bounded', () => {
  const many = Array.from({ length: 1_000 }, (_, i): Told => [
    0,
    'service.failed',
    { unit: `s${i}`, result: 'crashed' },
  ])
  expect(
    left([...many, [1, 'service.recovered', { unit: 's0' }], [1, 'service.recovered', { unit: 's999' }]]),
  ).toHaveLength(1_001)
})
