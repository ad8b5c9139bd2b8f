import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

import { systemFiles } from '../files.ts'
import { createUsage, parseChildrenTime } from './usage.ts'

test('the time of children is counted behind a name that holds brackets and spaces', () => {
  const fields = ['S', ...Array.from({ length: 12 }, (_, i) => i), 150, 50, 20, 0]
  expect(parseChildrenTime(`42 (a) b (c)) ${fields.join(' ')}`)).toBe(2_000)
})

test.each(['', '42', 'no brackets at all', '1 (x) S 1 2'])('nothing is made up of %j', stat => {
  expect(parseChildrenTime(stat)).toBe(0)
})

test.skipIf(process.platform !== 'linux')('what a child used is in the sum once it has ended', () => {
  const usage = createUsage(systemFiles)
  const before = usage()
  execFileSync('sh', ['-c', 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done'])
  expect(usage().cpuMs - before.cpuMs).toBeGreaterThan(100)
  expect(before.rssBytes).toBeGreaterThan(10e6)
})
