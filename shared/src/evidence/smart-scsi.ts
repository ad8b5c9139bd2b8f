import type { ScsiHealth, SelfTests } from './drive-reading.ts'
import { countOf, fieldsOf, textOf, type Fields } from './json-fields.ts'
import { selfTestsOf, type SelfTest } from './self-tests.ts'

/** The self-test results log page has room for twenty (SPC-4). */
const MOST_TESTS = 20

export function readScsiHealth(fields: Fields): ScsiHealth | null {
  const log = fieldsOf(fields['scsi_error_counter_log'])
  const uncorrected = ['read', 'write', 'verify']
    .map(kind => countOf(fieldsOf(log[kind])['total_uncorrected_errors']))
    .filter(count => count !== null)
  const grownDefects = countOf(fields['scsi_grown_defect_list'])
  const pendingDefects = countOf(fieldsOf(fields['scsi_pending_defects'])['count'])
  if (uncorrected.length === 0 && grownDefects === null && pendingDefects === null) return null
  return {
    kind: 'scsi',
    grownDefects,
    pendingDefects,
    uncorrectedErrors: uncorrected.length === 0 ? null : uncorrected.reduce((sum, count) => sum + count, 0),
  }
}

export function readScsiWear(fields: Fields) {
  const used = countOf(fields['scsi_percentage_used_endurance_indicator'], 255)
  return { enduranceUsed: used === null ? null : used / 100, spare: null, spareLimit: null }
}

/** smartctl prints no table here but a field for each test, the newest as number 0. */
export function readScsiSelfTests(fields: Fields): SelfTests {
  const entries = Array.from({ length: MOST_TESTS }, (_, i) => fieldsOf(fields[`scsi_self_test_${i}`]))
  return selfTestsOf(entries.flatMap(readTest), entries[0]?.['self_test_in_progress'] === true)
}

/** Results (SPC-4): 0 passed, 1 and 2 aborted, 3 to 7 failed, 15 running. Codes 2 and 6 are the extended tests. */
function readTest({ code, result }: Fields): SelfTest[] {
  const value = countOf(fieldsOf(result)['value'], 15)
  if (value === null) return []
  const outcome =
    value === 0 ? 'passed' : value === 15 ? 'running' : value >= 3 && value <= 7 ? 'failed' : ('aborted' as const)
  const kind = fieldsOf(code)
  const what = `${textOf(kind['string'], 32) ?? 'self-test'}: ${textOf(fieldsOf(result)['string'], 48) ?? 'failed'}`
  return [{ result: outcome, extended: kind['value'] === 2 || kind['value'] === 6, what }]
}
