import { expect, it } from 'vitest'

import { rangeStart, readRange } from './range.ts'

const MINUTE = 60_000
const NOW = 1_000_000 * MINUTE

/** How many minutes before now the last hour begins, for a device enrolled so many minutes ago. */
const start = (enrolled: number) => (NOW - rangeStart('1h', NOW, NOW - enrolled * MINUTE)) / MINUTE

it('begins a range at the enrolment of a young device, but shows five minutes at least', () => {
  expect([0, 3, 20, 60, 5000].map(start)).toEqual([5, 5, 20, 60, 60])
})

it('takes a range it does not know as the default', () => {
  expect([undefined, '', '7d', 'constructor'].map(readRange)).toEqual(['1h', '1h', '7d', '1h'])
})
