import fc from 'fast-check'
import { expect, test } from 'vitest'

import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { readSource } from '../testing/read-source.ts'
import { createPressureSource, parsePressure } from './pressure.ts'

const file = (some: number, full: number) =>
  `some avg10=0.00 avg60=0.12 avg300=1.00 total=${some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=${full}\n`

test('the time stalled, in seconds; all tasks waiting for a processor means nothing', async () => {
  const files = fakeFiles({
    '/proc/pressure/cpu': file(1_234_567, 0),
    '/proc/pressure/memory': file(2_000_000, 1_000_000),
    '/proc/pressure/io': file(3_000, 999),
  })
  expect(await readSource(createPressureSource(files))).toEqual({
    'forewarn.pressure.stall cpu some': 1.235,
    'forewarn.pressure.stall memory some': 2,
    'forewarn.pressure.stall memory full': 1,
    'forewarn.pressure.stall io some': 0.003,
    'forewarn.pressure.stall io full': 0.001,
  })
})

test('one file that cannot be read is null, the others are told', async () => {
  const files = fakeFiles({ '/proc/pressure/io': file(5_000_000, 0) })
  expect(await readSource(createPressureSource(files))).toMatchObject({
    'forewarn.pressure.stall cpu some': null,
    'forewarn.pressure.stall io some': 5,
  })
})

test('a kernel that does not measure it: absent', () => {
  expect(createPressureSource(fakeFiles({})).read({ now: 0, up: 0 }, AbortSignal.abort())).toHaveProperty('absent')
})

test.each(['', 'some', 'some avg10=0 total=', 'some avg10=0 total=-5', 'full avg10=0 total=5', 'some total=5 x'])(
  '%j says nothing of some',
  text => {
    expect(parsePressure(text, 'some')).toBeNull()
  },
)

test('no text breaks the parser', () => {
  fc.assert(
    fc.property(hostileText('some', 'full', 'avg10=0.00', 'total=', 'total=5'), text => {
      const value = parsePressure(text, 'some')
      expect(value === null || value >= 0).toBe(true)
    }),
    { numRuns: 200 },
  )
})
