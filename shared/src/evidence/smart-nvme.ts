import type { NvmeHealth, NvmeWarning, SelfTests } from './drive-reading.ts'
import { countOf, fieldsOf, listOf, textOf, type Fields } from './json-fields.ts'
import { selfTestsOf, type SelfTest } from './self-tests.ts'

/** The bits of the critical warning byte from the lowest on (NVM Express base specification 1.4, SMART/health information log). */
const WARNING_BITS: readonly NvmeWarning[] = [
  'spare',
  'temperature',
  'reliability',
  'read-only',
  'backup',
  'persistent-memory',
]

/** The log keeps the last twenty (NVM Express base specification 1.3, device self-test log). */
const MOST_TESTS = 20

export function readNvmeHealth(fields: Fields): NvmeHealth | null {
  const log = fieldsOf(fields['nvme_smart_health_information_log'])
  // The status repeats the byte; `smartctl -H` alone prints only that one.
  const byte = countOf(log['critical_warning'], 255) ?? countOf(statusByte(fields), 255)
  if (byte === null) return null
  return {
    kind: 'nvme',
    warnings: nvmeWarnings(byte),
    mediaErrors: countOf(log['media_errors']),
    unsafeShutdowns: countOf(log['unsafe_shutdowns']),
  }
}

/** What the drive warns of in its critical warning byte. */
export function nvmeWarnings(byte: number): NvmeWarning[] {
  return WARNING_BITS.filter((_, bit) => (byte & (1 << bit)) !== 0)
}

function statusByte(fields: Fields): unknown {
  return fieldsOf(fieldsOf(fields['smart_status'])['nvme'])['value']
}

export function readNvmeWear(fields: Fields) {
  const log = fieldsOf(fields['nvme_smart_health_information_log'])
  const percent = (name: string): number | null => {
    const value = countOf(log[name], 255)
    return value === null ? null : value / 100
  }
  return {
    enduranceUsed: percent('percentage_used'),
    spare: percent('available_spare'),
    spareLimit: percent('available_spare_threshold'),
  }
}

export function readNvmeSelfTests(fields: Fields): SelfTests {
  const log = fieldsOf(fields['nvme_self_test_log'])
  const operation = countOf(fieldsOf(log['current_self_test_operation'])['value'], 255) ?? 0
  return selfTestsOf(listOf(log['table'], MOST_TESTS).flatMap(readTest), (operation & 0xf) !== 0)
}

/** Results (the same specification): 0 passed, 5 ended by a fatal error, 6 and 7 a segment failed, all others were aborted. */
function readTest({ self_test_code, self_test_result }: Fields): SelfTest[] {
  const code = fieldsOf(self_test_code)
  const { value, string } = fieldsOf(self_test_result)
  const result = countOf(value, 15)
  // 15 marks an entry that was never used.
  if (result === null || result === 15) return []
  const outcome = result === 0 ? 'passed' : result >= 5 && result <= 7 ? 'failed' : 'aborted'
  const what = `${textOf(code['string'], 32) ?? 'self-test'}: ${textOf(string, 48) ?? 'failed'}`
  return [{ result: outcome, extended: code['value'] === 2, what }]
}
