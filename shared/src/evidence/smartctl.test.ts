import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { DriveReading } from './drive-reading.ts'
import { judgeDrive, reasonInWords } from './drive-verdict.ts'
import { readScan, readSmartctl } from './smartctl.ts'

/** A document as smartctl 7.x prints it, with what a test needs of it. */
function printed(fields: object, exitStatus = 0, messages: string[] = []): string {
  const said = messages.map(string => ({ string, severity: 'error' }))
  return JSON.stringify({
    json_format_version: [1, 0],
    smartctl: { version: [7, 3], exit_status: exitStatus, ...(said.length > 0 ? { messages: said } : {}) },
    ...fields,
  })
}

function read(fields: object, exitStatus = 0, messages: string[] = []): DriveReading {
  const answer = readSmartctl(printed(fields, exitStatus, messages))
  if (answer.kind !== 'drive') throw new Error(JSON.stringify(answer))
  return answer.reading
}

/** A row of the attribute table: id, name, value, worst, threshold, raw text, and where they matter the raw number and flags. */
function row(
  id: number,
  name: string,
  numbers: [value: number, worst: number, thresh: number],
  raw: string,
  more: { number?: number; prefailure?: boolean; when_failed?: string } = {},
) {
  const [value, worst, thresh] = numbers
  const { number = Number.parseInt(raw, 10), prefailure = false, when_failed = '' } = more
  return { id, name, value, worst, thresh, when_failed, flags: { prefailure }, raw: { value: number, string: raw } }
}

const ATA = { device: { name: '/dev/sda', type: 'sat', protocol: 'ATA' }, model_name: 'ST1000XX', rotation_rate: 7200 }
const PASSED = { smart_status: { passed: true } }
const ata = (...table: object[]): object => ({ ...ATA, ...PASSED, ata_smart_attributes: { table } })
const nvme = (log: object, more: object = {}): object => ({
  device: { name: '/dev/nvme0', type: 'nvme', protocol: 'NVMe' },
  model_name: 'NVME512',
  smart_status: { passed: true, nvme: { value: 0 } },
  nvme_smart_health_information_log: { critical_warning: 0, percentage_used: 3, media_errors: 0, ...log },
  ...more,
})
const scsi = (more: object): object => ({
  device: { name: '/dev/sdc', type: 'scsi', protocol: 'SCSI' },
  scsi_model_name: 'MAKER DISK',
  ...PASSED,
  scsi_grown_defect_list: 0,
  ...more,
})

describe('what a drive says', () => {
  test('an ATA drive', () => {
    const reading = read({
      ...ata(row(9, 'Power_On_Hours', [91, 91, 0], '9001h+02m+03.456s', { number: 2 ** 45 })),
      serial_number: 'S1',
      firmware_version: 'F1',
      user_capacity: { bytes: 1_000_204_886_016 },
      temperature: { current: 31 },
      power_on_time: { hours: 9001 },
      ata_smart_error_log: { summary: { count: 7 } },
    })
    expect(reading).toMatchObject({
      device: '/dev/sda',
      model: 'ST1000XX',
      serial: 'S1',
      firmware: 'F1',
      bytes: 1_000_204_886_016,
      rotation: 7200,
      temperature: 31,
      powerOnHours: 9001,
      passed: true,
      enduranceUsed: null,
      loggedErrors: 7,
      health: { kind: 'ata', attributes: [{ id: 9, threshold: null, count: 9001, raw: '9001h+02m+03.456s' }] },
    })
  })

  test('an NVMe drive, with the limits of its temperature', () => {
    expect(
      read(
        nvme(
          { percentage_used: 130, available_spare: 90, available_spare_threshold: 10, unsafe_shutdowns: 44 },
          { temperature: { current: 61, op_limit_max: 100, critical_limit_max: 110 } },
        ),
      ),
    ).toMatchObject({
      rotation: 0,
      enduranceUsed: 1.3,
      spare: 0.9,
      spareLimit: 0.1,
      temperature: 61,
      temperatureWarning: 100,
      temperatureCritical: 110,
      health: { kind: 'nvme', warnings: [], mediaErrors: 0, unsafeShutdowns: 44 },
    })
  })

  test('a SCSI drive', () => {
    expect(
      read(
        scsi({
          temperature: { current: 34, drive_trip: 85 },
          scsi_error_counter_log: { read: { total_uncorrected_errors: 1 }, write: { total_uncorrected_errors: 535 } },
          scsi_percentage_used_endurance_indicator: 4,
        }),
      ),
    ).toMatchObject({
      model: 'MAKER DISK',
      temperatureCritical: 85,
      enduranceUsed: 0.04,
      health: { kind: 'scsi', grownDefects: 0, uncorrectedErrors: 536 },
    })
  })

  test.each([
    ['Seagate’s three 16-bit counts in one', row(188, 'Command_Timeout', [100, 99, 0], '17180131332'), 4],
    ['the same, printed as three', row(188, 'Command_Timeout', [100, 99, 0], '2 2 2', { number: 0x2_0002_0002 }), 2],
    ['a plain count', row(188, 'Command_Timeout', [100, 100, 0], '27'), 27],
    ['a count with two words beside it', row(5, 'Reallocated_Sector_Ct', [100, 100, 10], '8 (3 0)'), 8],
    ['a temperature with its extremes', row(194, 'Temperature_Celsius', [30, 44, 0], '30 (Min/Max 18/44)'), 30],
    ['hours and more beside them', row(240, 'Head_Flying_Hours', [100, 253, 0], '10091 (72 195 0)'), 10_091],
    ['a rate of Seagate’s, which is no count', row(1, 'Raw_Read_Error_Rate', [75, 63, 44], '1788942287'), null],
    ['hexadecimal', row(5, 'Reallocated_Sector_Ct', [100, 100, 10], '0x00000000ffff'), null],
    ['48 bits of ones', row(197, 'Current_Pending_Sector', [100, 100, 0], '281474976710655'), null],
  ])('a raw value: %s', (_name, attribute, count) => {
    const { health } = read(ata(attribute))
    expect(health?.kind === 'ata' && health.attributes[0]?.count).toBe(count)
  })

  test.each([
    ['in smartctl 7.5’s words', { endurance_used: { current_percent: 12 } }, 0.12],
    [
      'from the drive’s statistics',
      {
        ata_device_statistics: { pages: [{ table: [{ name: 'Percentage Used Endurance Indicator', value: 5 }] }] },
      },
      0.05,
    ],
    ['from an attribute', {}, 0.36],
    ['not from the same attribute of a drive that turns', { rotation_rate: 5400 }, null],
  ])('wear of an SSD: %s', (_name, more, used) => {
    const table = [row(233, 'Media_Wearout_Indicator', [64, 64, 0], '0')]
    expect(read({ ...ata(...table), rotation_rate: 0, ...more }).enduranceUsed).toBe(used)
  })

  test.each([0, -273, 999, '30', null])('a temperature of %j was not measured', current => {
    expect(read({ ...ata(), temperature: { current } }).temperature).toBeNull()
  })
})

describe('self-tests', () => {
  const log = (...results: [type: number, status: number][]): object => ({
    ata_smart_self_test_log: {
      standard: {
        table: results.map(([type, value]) => ({
          type: { value: type, string: type === 2 ? 'Extended offline' : 'Short offline' },
          status: { value, string: `status ${value}` },
        })),
      },
    },
  })
  const [SHORT, EXTENDED, PASS, ABORTED, READ_FAILURE, RUNNING] = [1, 2, 0x00, 0x19, 0x79, 0xf9] as const

  test.each([
    ['none', log(), { running: false, last: null, failure: null }],
    ['passed', log([SHORT, PASS]), { running: false, last: 'passed', failure: null }],
    [
      'a failure that only a short test followed',
      log([SHORT, PASS], [EXTENDED, READ_FAILURE]),
      { last: 'passed', failure: 'Extended offline: status 121' },
    ],
    ['a failure that an extended test disproved', log([EXTENDED, PASS], [SHORT, READ_FAILURE]), { failure: null }],
    ['aborted', log([SHORT, ABORTED]), { last: 'aborted', failure: null }],
    ['one that runs', log([EXTENDED, RUNNING], [SHORT, PASS]), { running: true, last: 'passed' }],
    [
      'one that runs by the drive’s own word',
      { ata_smart_data: { self_test: { status: { value: 0xf1 } } } },
      { running: true },
    ],
  ])('ATA: %s', (_name, more, expected) => {
    expect(read({ ...ata(), ...more }).selfTests).toMatchObject(expected)
  })

  test('NVMe: a segment failed; an entry never used is none', () => {
    const entry = (value: number, code: number): object => ({
      self_test_code: { value: code, string: 'Short' },
      self_test_result: { value, string: 'Completed: failed segments' },
    })
    const reading = read(nvme({}, { nvme_self_test_log: { table: [entry(15, 1), entry(7, 1)] } }))
    expect(reading.selfTests).toEqual({ running: false, last: 'failed', failure: 'Short: Completed: failed segments' })
  })

  test('SCSI: fields with numbers in their names', () => {
    const test = (value: number): object => ({ code: { value: 1, string: 'Background short' }, result: { value } })
    expect(read(scsi({ scsi_self_test_0: test(15), scsi_self_test_1: test(7) })).selfTests).toMatchObject({
      running: true,
      last: 'failed',
    })
  })
})

describe('the verdict', () => {
  const realloc = (raw: string, more = {}) => row(5, 'Reallocated_Sector_Ct', [100, 100, 10], raw, more)

  test.each<[string, object, string, string, string[]]>([
    ['nothing wrong', ata(realloc('0')), 'healthy', 'smart', []],
    [
      'FAILED with no attribute to show for it',
      { ...ata(realloc('0')), smart_status: { passed: false } },
      'failing',
      'smart',
      ['self-assessment failed'],
    ],
    [
      'an attribute that foretells failure at its threshold',
      ata(row(5, 'Reallocated_Sector_Ct', [1, 1, 5], '3', { prefailure: true, when_failed: 'now' })),
      'failing',
      'smart',
      ['5 Reallocated_Sector_Ct is at its threshold (value 1, threshold 5, raw 3)'],
    ],
    [
      'the same in the past',
      ata(row(1, 'Raw_Read_Error_Rate', [80, 40, 44], '9', { prefailure: true, when_failed: 'past' })),
      'degraded',
      'smart',
      ['1 Raw_Read_Error_Rate was at its threshold (value 80, threshold 44, raw 9)'],
    ],
    [
      'an attribute of old age at its threshold',
      ata(row(233, 'Media_Wearout_Indicator', [1, 1, 5], '0', { when_failed: 'now' })),
      'degraded',
      'smart',
      ['233 Media_Wearout_Indicator is at its threshold (value 1, threshold 5, raw 0)'],
    ],
    [
      'an attribute that nobody keeps',
      ata(row(232, 'Available_Reservd_Space', [0, 100, 5], '0', { prefailure: true, when_failed: 'now' })),
      'degraded',
      'smart',
      ['232 Available_Reservd_Space is at its threshold (value 0, threshold 5, raw 0, doubtful: worst 100)'],
    ],
    ['a few reallocated sectors, as many drives have', ata(realloc('4')), 'healthy', 'smart', []],
    ['more of them', ata(realloc('5')), 'degraded', 'smart', ['reallocated 5']],
    [
      'so many that they tell the future, although PASSED',
      ata(realloc('2872')),
      'failing',
      'smart',
      ['reallocated 2872'],
    ],
    [
      'sectors that cannot be read now',
      ata(
        row(197, 'Current_Pending_Sector', [100, 100, 0], '1'),
        row(198, 'Offline_Uncorrectable', [100, 100, 0], '1'),
      ),
      'degraded',
      'smart',
      ['pending 1', 'uncorrectable 1'],
    ],
    [
      'a pending count that the maker’s firmware makes up',
      ata(row(197, 'Bogus_Current_Pend_Sect', [100, 100, 0], '1')),
      'healthy',
      'smart',
      [],
    ],
    [
      'a number that means something else on this model',
      ata(row(184, 'Initial_Bad_Block_Count', [100, 100, 0], '64'), row(187, 'Unknown_Attribute', [100, 100, 0], '9')),
      'healthy',
      'smart',
      [],
    ],
    ['Seagate’s 188', ata(row(188, 'Command_Timeout', [100, 99, 0], '17180131332')), 'healthy', 'smart', []],
    [
      'a failed self-test although PASSED',
      {
        ...ata(realloc('0')),
        ata_smart_self_test_log: {
          standard: {
            table: [{ type: { value: 1, string: 'Short' }, status: { value: 0x79, string: 'read failure' } }],
          },
        },
      },
      'degraded',
      'smart',
      ['self-test failed (Short: read failure)'],
    ],
    ['only its own word', { ...ATA, ...PASSED }, 'healthy', 'status-only', []],
    ['only its counters', { ...ata(realloc('6')), smart_status: undefined }, 'degraded', 'counters', ['reallocated 6']],
    ['nothing', ATA, 'unknown', 'none', []],
    [
      'a read-only NVMe drive',
      { ...nvme({ critical_warning: 8 }), smart_status: { passed: false, nvme: { value: 8 } } },
      'failing',
      'smart',
      ['self-assessment failed', 'critical warning: read-only'],
    ],
    ['spare blocks used up', nvme({ critical_warning: 1 }), 'failing', 'smart', ['critical warning: spare']],
    [
      'spare below its threshold without a warning',
      nvme({ available_spare: 5, available_spare_threshold: 10 }),
      'degraded',
      'smart',
      ['spare 5 % below 10 %'],
    ],
    ['Apple’s threshold of 99', nvme({ available_spare: 100, available_spare_threshold: 99 }), 'healthy', 'smart', []],
    ['promised endurance used up', nvme({ percentage_used: 101 }), 'degraded', 'smart', ['endurance used 101 %']],
    ['data lost', nvme({ media_errors: 2 }), 'degraded', 'smart', ['media-errors 2']],
    ['grown defects', scsi({ scsi_grown_defect_list: 3 }), 'degraded', 'smart', ['grown-defects 3']],
    ['pending defects', scsi({ scsi_pending_defects: { count: 2 } }), 'degraded', 'smart', ['pending 2']],
  ])('%s', (_name, fields, verdict, level, reasons) => {
    const judged = judgeDrive(read(fields))
    expect({ ...judged, reasons: judged.reasons.map(reasonInWords), advice: null }).toEqual({
      verdict,
      level,
      reasons,
      advice: null,
    })
  })

  test('a warm NVMe drive calls itself FAILED; that is the room, not the drive', () => {
    const status = { smart_status: { passed: false, nvme: { value: 2 } } }
    expect(judgeDrive(read({ ...nvme({ critical_warning: 2 }), ...status }))).toMatchObject({
      verdict: 'degraded',
      reasons: [{ kind: 'warning', of: 'temperature' }],
      advice: ['cooling'],
    })
  })

  test('transfer errors speak of the cable, not of the drive', () => {
    expect(judgeDrive(read(ata(row(199, 'UDMA_CRC_Error_Count', [200, 200, 0], '131'))))).toMatchObject({
      verdict: 'healthy',
      advice: ['cable'],
    })
  })

  test('a PASSED that smartctl concluded from the attributes is not the drive’s word', () => {
    const warning = ['Warning: This result is based on an Attribute check.']
    expect(judgeDrive(read(ata(realloc('0')), 64, warning)).level).toBe('counters')
  })

  test('exit bits about old errors and past failures do not keep the document from being read', () => {
    expect(judgeDrive(read(ata(realloc('0')), 0b1111_0100)).verdict).toBe('healthy')
  })
})

describe('when smartctl has nothing to tell', () => {
  test.each([
    [
      'a drive that sleeps',
      printed({ device: ATA.device }, 3, ['Device is in STANDBY mode, exit(3)']),
      { kind: 'asleep' },
    ],
    [
      'no permission',
      printed({}, 2, ['Smartctl open device: /dev/sda failed: Permission denied']),
      { kind: 'refused', why: 'denied' },
    ],
    [
      'a drive that is gone',
      printed({}, 2, ['Smartctl open device: /dev/sdx failed: No such device']),
      { kind: 'refused', why: 'gone' },
    ],
    ['a virtual disk', printed({}, 1, ['/dev/vda: Unable to detect device type']), { kind: 'refused', why: 'hidden' }],
    ['an unknown USB bridge', printed({}, 1, ['/dev/sdb: Unknown USB bridge [0x1234:0x5678]']), { why: 'hidden' }],
    [
      'smartctl 6.6, which knows no JSON',
      'smartctl 6.6 2016-05-31 r4324 [x86_64-linux-4.19.0] (local build)\n\n=======> UNRECOGNIZED OPTION: -\n',
      { kind: 'refused', why: 'old', message: 'smartctl 6.6 cannot print JSON, 7.0 and later can' },
    ],
    ['nothing', '', { why: 'garbage', message: 'it printed nothing' }],
    ['half a document', printed(ata()).slice(0, 80), { kind: 'refused', why: 'garbage' }],
    ['another program’s JSON', '{"devices":[]}', { kind: 'refused', why: 'garbage' }],
  ])('%s', (_name, output, expected) => {
    expect(readSmartctl(output)).toMatchObject(expected)
  })
})

describe('the scan', () => {
  const scan = (...devices: object[]): string => printed({ devices })

  test('drives with their types; what could be an option is left out', () => {
    const found = readScan(
      scan(
        { name: '/dev/sda', type: 'sat' },
        { name: '/dev/bus/0', type: 'megaraid,3' },
        { name: '--help', type: 'sat' },
        { name: '/dev/sdb', type: '-x' },
        { name: 7 },
      ),
    )
    expect(found).toEqual({
      drives: [
        { device: '/dev/sda', type: 'sat' },
        { device: '/dev/bus/0', type: 'megaraid,3' },
      ],
    })
  })

  test('no drives', () => {
    expect(readScan(scan())).toEqual({ drives: [] })
    expect(readScan(printed({}))).toEqual({ drives: [] })
  })

  test('old, garbage', () => {
    expect(readScan('smartctl 6.5 x\n')).toMatchObject({ why: 'old' })
    expect(readScan('<html>')).toMatchObject({ why: 'garbage', message: 'it printed: <html>' })
  })
})

test('no document breaks the parser, and no text of a drive’s comes out longer or stranger than a record may hold', () => {
  const keys = Object.keys(JSON.parse(printed({ ...ata(), ...nvme({}), ...scsi({}) })) as object)
  const leaf = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.double(), fc.boolean(), fc.constant(null))
  const table = fc.record({
    table: fc.array(fc.dictionary(fc.constantFrom('id', 'name', 'value', 'raw', 'flags'), leaf)),
  })
  const document = fc.dictionary(
    fc.constantFrom(...keys, 'serial_number', 'devices'),
    fc.oneof(leaf, table, fc.object()),
  )
  const output = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    document.map(fields => printed(fields)),
  )
  fc.assert(
    fc.property(output, text => {
      readScan(text)
      const answer = readSmartctl(text)
      if (answer.kind !== 'drive') return
      const { reasons } = judgeDrive(answer.reading)
      const words = [answer.reading.model, answer.reading.serial, ...reasons.map(reasonInWords)]
      for (const word of words) expect(word === null || (word.length <= 256 && !/[\p{Cc}]/u.test(word))).toBe(true)
    }),
    { numRuns: 500 },
  )
})
