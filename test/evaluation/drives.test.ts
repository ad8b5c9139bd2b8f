import { judgeDrive, reasonInWords, type DriveVerdict } from '@forewarn/shared/evidence/drive-verdict.ts'
import { readSmartctl } from '@forewarn/shared/evidence/smartctl.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

import { realData } from '../support/real-data.ts'

/** Documents of drives that nobody on the project has seen, with what is known of them: which of these drives are not well. */
const FOLDERS = ['smartctl_json', 'scrutiny', 'beszel']
const NOT_WELL: Record<string, DriveVerdict['verdict']> = { 'smart-fail2.json': 'failing' }

function documents(folder: string): string[] {
  return FOLDERS.flatMap(name => readdirSync(join(folder, name)).map(file => join(folder, name, file))).filter(
    file => basename(file) !== 'scan.json',
  )
}

test('real drives: the failing one is found, and no other is accused', context => {
  const files = documents(realData('smart', context))
  expect(files.length).toBeGreaterThan(40)
  const accused = files.flatMap(file => {
    const answer = readSmartctl(readFileSync(file, 'utf8'))
    if (answer.kind !== 'drive') return [[basename(file), answer.kind]]
    const { verdict } = judgeDrive(answer.reading)
    return verdict === 'healthy' ? [] : [[basename(file), verdict]]
  })
  expect(Object.fromEntries(accused)).toEqual(NOT_WELL)
})

test('real drives: Seagate’s packed 188 is unpacked', context => {
  const file = documents(realData('smart', context)).find(path => path.includes('ST3000NM0033'))
  const answer = readSmartctl(readFileSync(file!, 'utf8'))
  if (answer.kind !== 'drive' || answer.reading.health?.kind !== 'ata') throw new Error(answer.kind)
  expect(answer.reading.health.attributes.find(({ id }) => id === 188)?.count).toBe(4)
  expect(judgeDrive(answer.reading).reasons.map(reasonInWords).join()).not.toContain('188')
})

/** One line of the collected reports: what a drive showed before somebody found out that it was failing. */
interface Report {
  model: string
  overall?: 'PASSED' | 'FAILED'
  selftest?: string
  [attribute: `${number}_raw`]: number
  232?: string
}

const NAMES: Record<string, string> = {
  5: 'Reallocated_Sector_Ct',
  197: 'Current_Pending_Sector',
  198: 'Offline_Uncorrectable',
}

test('reports of failing drives: found although the drive says PASSED', context => {
  const lines = readFileSync(join(realData('smart', context), 'failing_reports.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const verdicts = lines.map(line => JSON.parse(line) as Report).map(report => [report.model, verdictOn(report)])
  expect(Object.fromEntries(verdicts)).toEqual({
    'ST3000DM001-9YN166': 'failing',
    ST12000NM0127: 'failing',
    'SanDisk pSSD': 'failing',
    Crucial_CT250MX200SSD1: 'failing',
    // An attribute its maker does not use stands at its threshold: a doubt with its evidence, no alarm.
    'SanDisk Extreme Pro': 'degraded',
  })
})

/** The report put back into the shape in which smartctl would have printed it. */
function verdictOn(report: Report): string {
  const table: object[] = Object.entries(report).flatMap(([key, count]) => {
    const id = /^(\d+)_raw$/.exec(key)?.[1]
    return id === undefined ? [] : [{ id: Number(id), name: NAMES[id], raw: { value: count, string: String(count) } }]
  })
  if (report[232] !== undefined) {
    const [value, worst, thresh] = [...report[232].matchAll(/\d+/g)].map(Number)
    const flags = { prefailure: true }
    const raw = { value: 0, string: '0' }
    table.push({ id: 232, name: 'Available_Reservd_Space', value, worst, thresh, when_failed: 'now', flags, raw })
  }
  const failed = report.selftest?.includes('failure') === true
  const answer = readSmartctl(
    JSON.stringify({
      smartctl: { version: [7, 3] },
      model_name: report.model,
      ...(report.overall === undefined ? {} : { smart_status: { passed: report.overall === 'PASSED' } }),
      ata_smart_attributes: { table },
      ata_smart_self_test_log: { standard: { table: failed ? [{ status: { value: 0x79 } }] : [] } },
    }),
  )
  return answer.kind === 'drive' ? judgeDrive(answer.reading).verdict : answer.kind
}

test('Backblaze’s drives of 2013: what the last day of each says of those that failed and those that did not', context => {
  const last = lastDays(join(realData('smart', context), 'dev_backblaze_2013.csv.gz'))
  const counts = { failed: { failing: 0, degraded: 0, all: 0 }, well: { failing: 0, degraded: 0, all: 0 } }
  for (const { failure, reallocated, pending } of last) {
    const verdict = verdictOn({ model: 'x', overall: 'PASSED', '5_raw': reallocated, '197_raw': pending })
    const group = counts[failure ? 'failed' : 'well']
    group.all++
    if (verdict === 'failing') group.failing++
    if (verdict !== 'healthy') group.degraded++
  }
  console.log('drives of 2013', JSON.stringify(counts))
  const share = ({ all }: { all: number }, some: number): number => some / all
  // Of the drives that failed about half had shown nothing in these two counts; the rest of the evidence is not in this file.
  expect(share(counts.failed, counts.failed.degraded)).toBeGreaterThan(0.5)
  expect(share(counts.well, counts.well.degraded)).toBeLessThan(0.1)
  expect(share(counts.failed, counts.failed.failing)).toBeGreaterThan(0.2)
  expect(share(counts.well, counts.well.failing)).toBeLessThan(0.01)
})

interface LastDay {
  failure: boolean
  reallocated: number
  pending: number
}

/** The last line of each drive: date, serial number, model, failure and five raw values. */
function lastDays(file: string): LastDay[] {
  const bySerial = new Map<string, LastDay>()
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1)
  for (const row of rows) {
    const [, serial, , failure, , reallocated, , , pending] = row.split(',')
    bySerial.set(serial!, { failure: failure === '1', reallocated: Number(reallocated), pending: Number(pending) })
  }
  return [...bySerial.values()]
}
