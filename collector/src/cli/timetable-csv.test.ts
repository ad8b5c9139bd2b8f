import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { startCollector, temporaryFolder } from '../test-collector.ts'
import { forewarn } from './test-cli.ts'

const TABLE = `kind,name,weekdays,from,to\r
term,,,2026-09-01,2027-01-20\r
period,第 1 节,1 2 3 4 5,08:00,08:40\r
statutory,yes,,,\r
swapped,,1,,\r
maintenance,升级,,2026-12-05 08:00,2026-12-05 12:00\r
`

test('a timetable goes out as a table and comes back from one, in the site’s own time', async () => {
  const at = await startCollector()
  const site = (
    await forewarn(['site', 'create', 'East', '--time-zone', 'Asia/Shanghai', '--data', at.folder])
  ).out.trim()
  const run = (args: string[], input = '') =>
    forewarn(['site', 'timetable', site, ...args, '--data', at.folder], {}, input)
  const file = join(temporaryFolder(), 'timetable.csv')
  writeFileSync(file, TABLE)
  expect(await run(['--file', file])).toMatchObject({
    code: 0,
    out: expect.stringContaining('2026-12-05T00:00:00.000Z'),
  })
  expect((await run(['--csv'])).out).toBe(TABLE)
  expect((await run(['--csv', '--file', '-'], TABLE.replace('升级', '检修'))).out).toContain('检修')
  const wrong = await run(['--csv', '--file', '-'], TABLE.replace('08:40', '25:40').replace('2027-01-20', 'soon'))
  expect(wrong.code).toBe(2)
  expect(wrong.err).toContain('-: line 2, to “soon”: is no day')
  expect(wrong.err).toContain('-: line 3, to “25:40”: is no time')
  expect((await run(['--csv'])).out).toContain('检修')
})
