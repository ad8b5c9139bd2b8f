import type { AtaHealth, SelfTests, SmartAttribute } from './drive-reading.ts'
import { countOf, fieldsOf, listOf, textOf, type Fields } from './json-fields.ts'
import { selfTestsOf, type SelfTest } from './self-tests.ts'

/** An ATA drive has room for thirty (ATA/ATAPI-7, SMART data structure). */
const MOST_ATTRIBUTES = 30
/** An ATA drive's self-test log has room for 21 entries; the extended one for more than anyone needs. */
const MOST_TESTS = 64
/** Sixteen million: no drive keeps more spare sectors, so that a higher count of them is several numbers packed into one. */
const MOST_COUNTED = 2 ** 24
/** Seagate packs three counts into this attribute: timeouts, those over 5 s and those over 7.5 s, 16 bits each from the lowest on. */
const COMMAND_TIMEOUT = 188
const PACKED_WORD = 2 ** 16

/** Attributes that SSDs count down from 100 to say how much of their promised life is left, as smartctl's drive database names them. */
const LIFE_LEFT =
  /^(media_wearout_indicator|ssd_life_left|percent_lifetime_remain(ing)?|remaining_lifetime_perc|wear_leveling_count)$/i

export function readAtaHealth(fields: Fields): AtaHealth | null {
  const attributes = listOf(fieldsOf(fields['ata_smart_attributes'])['table'], MOST_ATTRIBUTES).flatMap(readAttribute)
  return attributes.length === 0 ? null : { kind: 'ata', attributes }
}

function readAttribute(entry: Fields): SmartAttribute[] {
  const id = countOf(entry['id'], 255)
  if (id === null || id === 0) return []
  const whenFailed = entry['when_failed']
  const raw = fieldsOf(entry['raw'])
  const threshold = countOf(entry['thresh'], 255)
  return [
    {
      id,
      name: textOf(entry['name'], 32) ?? '',
      value: countOf(entry['value'], 255),
      worst: countOf(entry['worst'], 255),
      threshold: threshold === 0 ? null : threshold,
      prefail: fieldsOf(entry['flags'])['prefailure'] === true,
      failed: whenFailed === 'now' || whenFailed === 'past' ? whenFailed : null,
      count: countIn(id, raw),
      raw: textOf(raw['string']) ?? '',
    },
  ]
}

/**
 * The count in a raw value. smartctl knows how many a model packs its raw values, and prints the count first and the rest after it in
 * parentheses or after a space; the number beside that text is all 48 bits and says nothing.
 */
function countIn(id: number, raw: Fields): number | null {
  const value = countOf(raw['value'])
  if (id === COMMAND_TIMEOUT && value !== null && value >= PACKED_WORD) return value % PACKED_WORD
  const first = /^(\d{1,15})(?=$|[ h])/.exec(textOf(raw['string']) ?? '')?.[1]
  const count = first === undefined ? null : Number(first)
  return count !== null && count <= MOST_COUNTED ? count : null
}

/** How worn the drive is: in smartctl 7.5's words, else from the drive's statistics, else from an attribute that says so. */
export function readAtaWear(fields: Fields) {
  const used = percentOf(fieldsOf(fields['endurance_used'])['current_percent'])
  const spare = fieldsOf(fields['spare_available'])
  return {
    enduranceUsed: used ?? usedInStatistics(fields) ?? usedInAttributes(fields),
    spare: percentOf(spare['current_percent']),
    spareLimit: percentOf(spare['threshold_percent']),
  }
}

function usedInStatistics(fields: Fields): number | null {
  const pages = listOf(fieldsOf(fields['ata_device_statistics'])['pages'], 16)
  const entry = pages
    .flatMap(({ table }) => listOf(table, 64))
    .find(({ name }) => name === 'Percentage Used Endurance Indicator')
  return percentOf(entry?.['value'])
}

function usedInAttributes(fields: Fields): number | null {
  // On a drive that turns, the same numbers stand for something else.
  if (fields['rotation_rate'] !== 0) return null
  const left = readAtaHealth(fields)?.attributes.find(({ name }) => LIFE_LEFT.test(name))?.value ?? null
  return left === null || left > 100 ? null : (100 - left) / 100
}

/** 255 is what a drive says that has used more than twice what was promised. */
function percentOf(value: unknown): number | null {
  const percent = countOf(value, 255)
  return percent === null ? null : percent / 100
}

export function readAtaSelfTests(fields: Fields): SelfTests {
  const log = fieldsOf(fields['ata_smart_self_test_log'])
  const { table } = fieldsOf(log['extended'] ?? log['standard'])
  const now = countOf(fieldsOf(fieldsOf(fieldsOf(fields['ata_smart_data'])['self_test'])['status'])['value'], 255)
  return selfTestsOf(listOf(table, MOST_TESTS).flatMap(readTest), now !== null && now >> 4 === 0xf)
}

/** A test's status byte: the result in its upper half, tenths that remain in its lower (ATA/ATAPI-7, self-test execution status). */
function readTest({ type, status }: Fields): SelfTest[] {
  const value = countOf(fieldsOf(status)['value'], 255)
  const kind = countOf(fieldsOf(type)['value'], 255)
  if (value === null) return []
  const what = `${textOf(fieldsOf(type)['string'], 32) ?? 'self-test'}: ${textOf(fieldsOf(status)['string'], 48) ?? 'failed'}`
  return [{ result: RESULTS[value >> 4] ?? 'aborted', extended: kind === 2 || kind === 0x82, what }]
}

const RESULTS: Record<number, SelfTest['result']> = {
  0: 'passed',
  3: 'failed',
  4: 'failed',
  5: 'failed',
  6: 'failed',
  7: 'failed',
  8: 'failed',
  15: 'running',
}
