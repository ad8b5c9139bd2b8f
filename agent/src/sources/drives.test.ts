import type { InventoryBody, Reading } from '@forewarn/shared/record.ts'
import { METRICS } from '@forewarn/shared/metrics.ts'
import { describe, expect, test } from 'vitest'

import type { CommandResult } from '../commands.ts'
import type { SourceAnswer, SourceReading } from '../sampler/source.ts'
import { fakeCommands } from '../testing/fake-commands.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { heard } from '../testing/heard.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { listBlockDrives } from './block-drives.ts'
import { createDrivesSource } from './drives.ts'

const SCAN = 'smartctl --scan-open --json'
const ask = (device: string, type: string): string =>
  `smartctl --json -n standby,3 -i -H -c -A -l error -l selftest -d ${type} ${device}`

function printed(fields: object, messages: string[] = []): string {
  return JSON.stringify({ smartctl: { version: [7, 3], messages: messages.map(string => ({ string })) }, ...fields })
}
const scan = (...drives: [name: string, type: string][]): string =>
  printed({ devices: drives.map(([name, type]) => ({ name, type })) })

const attribute = (id: number, name: string, count: number): object => ({
  id,
  name,
  value: 100,
  worst: 100,
  thresh: 10,
  raw: { value: count, string: String(count) },
})
const ata = (more: object = {}, ...attributes: object[]): string =>
  printed({
    device: { name: '/dev/sda', protocol: 'ATA' },
    model_name: 'DISK 1000',
    serial_number: 'SERIAL1',
    rotation_rate: 7200,
    smart_status: { passed: true },
    temperature: { current: 31 },
    power_on_time: { hours: 10 },
    ata_smart_attributes: { table: [attribute(5, 'Reallocated_Sector_Ct', 0), ...attributes] },
    ...more,
  })
const FAILED = { smart_status: { passed: false } }

/** /sys/block of a machine with these drives. */
const blocks = (...names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap(name => [
      [`/sys/block/${name}/device/model`, 'DISK 1000\n'],
      [`/sys/block/${name}/size`, '1953525168\n'],
      [`/sys/block/${name}/removable`, '0\n'],
    ]),
  )

/** A source over a table of command lines that a test may change between readings. */
function drives(files: Record<string, string>, table: Record<string, CommandResult | string>, parts = fakeParts()) {
  const commands = fakeCommands(table)
  const source = createDrivesSource({ ...parts, files: fakeFiles(files), commands })
  return {
    ran: commands.ran,
    source,
    read: async (): Promise<SourceReading> => {
      const answer: SourceAnswer = await source.read({ now: 1_000, up: 1_000 }, AbortSignal.timeout(60_000))
      if ('absent' in answer) throw new Error(`absent: ${answer.absent}`)
      expect(answer.values).toHaveLength(answer.series.length)
      return { ...answer, events: heard(answer.events, parts.memory) }
    },
  }
}

function valuesOf({ series, values }: SourceReading): Record<string, Reading> {
  return Object.fromEntries(
    series.map(([metric, attributes], i) => [[metric, ...Object.values(attributes ?? {})].join(' '), values[i]!]),
  )
}

function factsOf({ facts }: SourceReading, subject: string): InventoryBody['facts'] | undefined {
  return facts?.find(body => body.subject === subject)?.facts
}

describe('which drives there are', () => {
  test('no stick, optical drive, boot area of a card, nor what software makes up; NVMe by its controller', () => {
    const files = fakeFiles({
      ...blocks('sda', 'nvme0n1', 'nvme0n2', 'mmcblk0', 'mmcblk0boot0', 'sr0', 'vda'),
      ...blocks('sdb'),
      '/sys/block/sdb/removable': '1\n',
      '/sys/block/loop0/size': '8\n',
      '/sys/block/dm-0/size': '8\n',
      '/sys/block/sda/device/vendor': 'ATA     \n',
      '/sys/block/sda/device/../../../bInterfaceClass': '08\n',
      '/sys/block/vda/device/vendor': '0x1af4\n',
    })
    expect(listBlockDrives(files).map(({ name, model, way }) => [name, model, way])).toEqual([
      ['mmcblk0', 'DISK 1000', 'card'],
      ['nvme0', 'DISK 1000', null],
      ['sda', 'DISK 1000', 'usb'],
      ['vda', 'DISK 1000', 'virtual'],
    ])
    expect(listBlockDrives(files)[0]!.bytes).toBe(1_953_525_168 * 512)
  })
})

describe('readings', () => {
  test('an ATA drive: numbers in the catalogue’s names, facts with its serial number', async () => {
    const { read } = drives(blocks('sda'), {
      [SCAN]: scan(['/dev/sda', 'sat']),
      [ask('/dev/sda', 'sat')]: ata({}, attribute(199, 'UDMA_CRC_Error_Count', 3)),
    })
    const reading = await read()
    expect(valuesOf(reading)).toEqual({
      'forewarn.drive.healthy sda': 1,
      'forewarn.drive.power_on sda': 36_000,
      'hw.temperature sda': 31,
      'hw.physical_disk.smart sda Reallocated Sectors': 0,
      'hw.errors sda physical_disk crc': 3,
    })
    expect(reading.series.every(([metric]) => metric in METRICS)).toBe(true)
    expect(factsOf(reading, 'drive:sda')).toMatchObject({
      model: 'DISK 1000',
      serial: 'SERIAL1',
      verdict: 'healthy',
      evidence: 'smart',
      advice: 'cable',
    })
  })

  test('an NVMe drive: endurance is what is left', async () => {
    const log = { critical_warning: 0, percentage_used: 30, available_spare: 100, media_errors: 0, unsafe_shutdowns: 4 }
    const { read } = drives(blocks('nvme0n1'), {
      [SCAN]: scan(['/dev/nvme0', 'nvme']),
      [ask('/dev/nvme0', 'nvme')]: printed({
        model_name: 'NVME',
        smart_status: { passed: true },
        temperature: { current: 40, critical_limit_max: 90 },
        nvme_smart_health_information_log: log,
      }),
    })
    expect(valuesOf(await read())).toMatchObject({
      'hw.physical_disk.endurance_utilization nvme0': 0.7,
      'hw.temperature.limit nvme0 high.critical': 90,
      'hw.errors nvme0 physical_disk uncorrected': 0,
      'hw.physical_disk.smart nvme0 Unsafe Shutdowns': 4,
    })
  })

  test('the serial number of a portable drive is its owner’s business', async () => {
    const files = { ...blocks('sda'), '/sys/block/sda/device/../../../bInterfaceClass': '08\n' }
    const { read } = drives(files, { [SCAN]: scan(['/dev/sda', 'sat']), [ask('/dev/sda', 'sat')]: ata() })
    expect(factsOf(await read(), 'drive:sda')).toMatchObject({ serial: null, verdict: 'healthy' })
  })

  test('a stick that smartctl could ask is left alone', async () => {
    const files = { ...blocks('sda', 'sdb'), '/sys/block/sdb/removable': '1\n' }
    const { read, ran } = drives(files, {
      [SCAN]: scan(['/dev/sda', 'sat'], ['/dev/sdb', 'sat']),
      [ask('/dev/sda', 'sat')]: ata(),
    })
    await read()
    expect(ran.filter(line => line.includes('/dev/sdb'))).toEqual([])
  })

  test('drives behind a RAID controller share a node and keep apart', async () => {
    const { read } = drives(blocks('sda'), {
      [SCAN]: scan(['/dev/bus/0', 'megaraid,0'], ['/dev/bus/0', 'megaraid,1']),
      [ask('/dev/bus/0', 'megaraid,0')]: ata(),
      [ask('/dev/bus/0', 'megaraid,1')]: ata({ serial_number: 'SERIAL2', ...FAILED }),
    })
    const reading = await read()
    expect(valuesOf(reading)).toMatchObject({
      'forewarn.drive.healthy bus/0 megaraid,0': 1,
      'forewarn.drive.healthy bus/0 megaraid,1': 0,
    })
    expect(factsOf(reading, 'drive:sda')).toMatchObject({ evidence: 'none' })
  })

  test('a drive asleep stays asleep, keeps its place in the sample, and is not thought well or ill', async () => {
    const table = {
      [SCAN]: scan(['/dev/sda', 'sat']),
      [ask('/dev/sda', 'sat')]: ata(FAILED),
    }
    const { read } = drives(blocks('sda'), table)
    const before = await read()
    table[ask('/dev/sda', 'sat')] = printed({}, ['Device is in STANDBY mode, exit(3)'])
    const asleep = await read()
    expect(asleep).toEqual({ series: before.series, values: before.values.map(() => null), facts: [], events: [] })
  })

  test('a drive the kernel has put to sleep is not even asked', async () => {
    const files = { ...blocks('sda'), '/sys/block/sda/device/power/runtime_status': 'suspended\n' }
    const { read, ran } = drives(files, { [SCAN]: scan(['/dev/sda', 'sat']) })
    await read()
    expect(ran).toEqual([SCAN])
  })

  test('the scan is repeated only when a drive came or went', async () => {
    const files = blocks('sda')
    const { read, ran } = drives(files, {
      [SCAN]: scan(['/dev/sda', 'sat'], ['/dev/sdc', 'sat']),
      [ask('/dev/sda', 'sat')]: ata(),
      [ask('/dev/sdc', 'sat')]: ata({ serial_number: 'SERIAL2' }),
    })
    await read()
    await read()
    expect(ran.filter(line => line === SCAN)).toHaveLength(1)
  })

  test.each([
    ['a virtual disk', 'vda', scan(), 'no SMART: a virtual disk has none'],
    ['an eMMC card', 'mmcblk0', scan(), 'no SMART: eMMC and SD cards have none'],
    [
      'a drive behind RST or VMD',
      'nvme0n1',
      scan(),
      'no SMART: smartctl does not see it: behind a RAID controller, Intel RST or VMD?',
    ],
    ['no drive that smartctl can open', 'sda', printed({}, ['x']), 'no SMART: smartctl does not see it'],
  ])('%s is listed with no evidence', async (_name, block, found, note) => {
    const { read } = drives(blocks(block), { [SCAN]: found })
    const reading = await read()
    const name = block.replace(/n1$/, '')
    expect(factsOf(reading, `drive:${name}`)).toMatchObject({
      verdict: 'unknown',
      evidence: 'none',
      note: expect.stringContaining(note) as string,
      bytes: 1_953_525_168 * 512,
    })
    expect(reading.series).toEqual([])
  })
})

describe('events', () => {
  const reallocated = (count: number): string =>
    ata({ ata_smart_attributes: { table: [attribute(5, 'Reallocated_Sector_Ct', count)] } })
  const name = ({ events }: SourceReading) => events?.map(event => `${event.severity} ${event.name}`)

  function one(parts = fakeParts()) {
    const table: Record<string, string> = { [SCAN]: scan(['/dev/sda', 'sat']) }
    const source = drives(blocks('sda'), table, parts)
    return (document: string) => {
      table[ask('/dev/sda', 'sat')] = document
      return source.read()
    }
  }

  test('a drive that is FAILED when first seen alarms at once, with its evidence', async () => {
    const { events } = await one()(ata(FAILED))
    expect(events).toEqual([
      {
        name: 'drive.failing',
        severity: 'error',
        at: 1_000,
        attributes: {
          drive: 'sda',
          model: 'DISK 1000',
          evidence: 'smart',
          reasons: 'self-assessment failed',
          advice: null,
        },
      },
    ])
    expect(JSON.stringify(events)).not.toContain('SERIAL1')
  })

  test('a healthy drive says nothing; each change is told once', async () => {
    const read = one()
    const told = []
    for (const document of [reallocated(0), reallocated(9), reallocated(12), ata(FAILED), ata(FAILED), reallocated(0)])
      told.push(name(await read(document)))
    expect(told).toEqual([[], ['warning drive.degraded'], [], ['error drive.failing'], [], ['info drive.recovered']])
  })

  test('a restart does not repeat what was said', async () => {
    const parts = fakeParts()
    expect(name(await one(parts)(ata(FAILED)))).toEqual(['error drive.failing'])
    expect(name(await one(parts)(ata(FAILED)))).toEqual([])
    expect(name(await one(parts)(reallocated(0)))).toEqual(['info drive.recovered'])
  })

  test('a reading that is cut has told nobody, and is told again', async () => {
    const parts = fakeParts()
    const table = { [SCAN]: scan(['/dev/sda', 'sat']), [ask('/dev/sda', 'sat')]: ata(FAILED) }
    const { source, read } = drives(blocks('sda'), table, parts)
    const cut = new AbortController()
    const reading = source.read({ now: 0, up: 0 }, cut.signal)
    cut.abort()
    await expect(reading).rejects.toThrow('cut')
    expect(name(await read())).toEqual(['error drive.failing'])
  })

  test('another drive in the same place is another drive', async () => {
    const read = one()
    await read(ata(FAILED))
    expect(name(await read(ata({ serial_number: 'NEW' })))).toEqual([])
    expect(name(await read(ata({ serial_number: 'NEWER', ...FAILED })))).toEqual(['error drive.failing'])
  })

  test('a drive that cannot be read any more has not recovered', async () => {
    const read = one()
    await read(ata(FAILED))
    expect(name(await read(printed({}, ['Device is in STANDBY mode, exit(3)'])))).toEqual([])
    expect(name(await read(ata(FAILED)))).toEqual([])
  })
})

describe('when smartctl does not work', () => {
  const DRIVE = { [SCAN]: scan(['/dev/sda', 'sat']) }
  const OLD = 'smartctl 6.6 2016-05-31 r4324\n=======> UNRECOGNIZED OPTION: -\n'

  test.each<[string, Record<string, CommandResult | string>, string]>([
    ['missing', {}, 'smartctl is not installed'],
    [
      'too old to print JSON',
      { [SCAN]: { kind: 'done', code: 1, stdout: OLD, stderr: '' } },
      'smartctl 6.6 cannot print',
    ],
  ])('smartctl %s: absent', async (_name, table, reason) => {
    const { source } = drives(blocks('sda'), table)
    expect(await source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))).toEqual({
      absent: expect.stringContaining(reason) as string,
    })
  })

  test.each<[string, Record<string, CommandResult | string>, string]>([
    ['may not be started', { [SCAN]: { kind: 'denied' } }, 'smartctl may not be started'],
    ['hangs looking for drives', { [SCAN]: { kind: 'late' } }, 'smartctl took longer than 20 s'],
    ['prints without end', { [SCAN]: { kind: 'too-much' } }, 'smartctl printed without end'],
    ['prints garbage', { [SCAN]: 'Segmentation fault' }, 'smartctl finds no drives: it printed: Segmentation fault'],
    ['prints nothing', { [SCAN]: '' }, 'smartctl finds no drives: it printed nothing'],
    [
      'may not open drives',
      { [SCAN]: printed({ devices: [{ open_error: 'Permission denied' }] }) },
      'smartctl finds no drives: Permission denied',
    ],
    [
      'may not open the drive it found',
      { ...DRIVE, [ask('/dev/sda', 'sat')]: printed({}, ['Smartctl open device: /dev/sda failed: Permission denied']) },
      'smartctl reads no drive: sda: Smartctl open device: /dev/sda failed: Permission denied',
    ],
    [
      'hangs at the only drive',
      { ...DRIVE, [ask('/dev/sda', 'sat')]: { kind: 'late' } },
      'smartctl reads no drive: sda: smartctl took longer than 20 s',
    ],
    [
      'prints half a document of the only drive',
      { ...DRIVE, [ask('/dev/sda', 'sat')]: ata().slice(0, 100) },
      'smartctl reads no drive: sda: it printed:',
    ],
  ])('smartctl %s: failed', async (_name, table, reason) => {
    const { source } = drives(blocks('sda'), table)
    await expect(source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))).rejects.toThrow(reason)
  })

  test('one drive at which it hangs hurts no other', async () => {
    const { read } = drives(blocks('sda', 'sdb'), {
      [SCAN]: scan(['/dev/sda', 'sat'], ['/dev/sdb', 'sat']),
      [ask('/dev/sda', 'sat')]: { kind: 'late' },
      [ask('/dev/sdb', 'sat')]: ata(),
    })
    expect(valuesOf(await read())).toMatchObject({ 'forewarn.drive.healthy sdb': 1 })
  })

  test('no drives at all: absent', async () => {
    const { source, ran } = drives({ '/sys/block/loop0/size': '8' }, {})
    expect(await source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))).toHaveProperty('absent')
    expect(ran).toEqual([])
  })
})
