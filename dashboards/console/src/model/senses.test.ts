import { beforeEach, describe, expect, it } from 'vitest'

import { hostileInventory, hostileSenses } from '../../test/hostile.ts'
import { HOSTILE_NAMES } from '../../test/samples.ts'
import { WATCH_LIST, inventory, sensedEvents, senses } from '../../test/senses.ts'
import { showLanguage } from '../i18n/i18n.ts'
import { reasonText } from './drive-reasons.ts'
import { driveRows } from './drives.ts'
import { eventWords } from './event-details.ts'
import { MOST_INSTANCES, instancesOf } from './instances.ts'
import { inventoryOf, listedFacts } from './inventory.ts'
import { peripheralRows } from './peripherals.ts'
import { readingsOf } from './readings.ts'
import { sourceRows } from './sources.ts'
import { troublesOf } from './troubles.ts'

const NOW = Date.parse('2026-11-25T06:18:05Z')
const sound = { readings: readingsOf(senses(NOW, false)), inventory: inventoryOf(inventory(NOW, false)) }
const troubled = { readings: readingsOf(senses(NOW, true)), inventory: inventoryOf(inventory(NOW, true)) }

beforeEach(() => showLanguage('en', false))

describe('what is wrong', () => {
  it('is nothing with a sound machine', () => expect(troublesOf(sound.readings, sound.inventory)).toEqual([]))
  it('is told with the gravest first', () =>
    expect(troublesOf(troubled.readings, troubled.inventory)).toEqual([
      { kind: 'peripheral-missing', name: 'Room camera' },
      { kind: 'drive-failing', name: 'sda' },
      { kind: 'volume-readonly', name: '/data' },
      { kind: 'program-hung', name: '白板' },
      { kind: 'too-hot', name: 'Package id 0' },
    ]))
  it('is not judged by readings that are no longer taken, but for drives, which are read by the hour', () => {
    const list = senses(NOW - 3_600_000, true)
    const fresh = { ...list[0]!, metric: 'system.uptime', at: new Date(NOW).toISOString() }
    expect(troublesOf(readingsOf([...list, fresh]), troubled.inventory).map(({ kind }) => kind)).toEqual([
      'drive-failing',
    ])
  })
  it('of a drive is what its facts say, where they say it', () => {
    const degraded = inventoryOf([{ subject: 'drive:sda', facts: { verdict: 'degraded' }, at: '' }])
    expect(troublesOf(troubled.readings, degraded)).toContainEqual({ kind: 'drive-degraded', name: 'sda' })
    expect(troublesOf(troubled.readings, inventoryOf([]))).toContainEqual({ kind: 'drive-failing', name: 'sda' })
  })
})

describe('peripherals', () => {
  it('stand with the missing first, then the required, then the rest by kind', () => {
    const rows = peripheralRows(troubled.readings, troubled.inventory, WATCH_LIST)
    expect(rows.slice(0, 5).map(({ name, kind, state }) => [name, kind, state])).toEqual([
      ['Room camera', 'camera', 'missing'],
      ['Microphone', 'microphone', 'present'],
      ['Touch frame', 'touch', 'present'],
      ['Example Array Microphone', 'microphone', 'present'],
      ['HDA Intel PCH', 'speaker', 'present'],
    ])
  })
  it('of which the list is not known yet have no kind', () =>
    expect(peripheralRows(sound.readings, sound.inventory, null)[0]).toMatchObject({ isRequired: true, kind: null }))
})

describe('drives', () => {
  it('are listed by facts alone where something hides them', () => {
    const facts = {
      model: 'X',
      bytes: 5,
      verdict: 'unknown',
      evidence: 'none',
      note: 'no SMART: a USB bridge hides it',
    }
    const rows = driveRows(
      readingsOf([]),
      inventoryOf([{ subject: 'drive:sdb', facts, at: new Date(NOW).toISOString() }]),
    )
    expect(rows).toMatchObject([
      { name: 'sdb', at: NOW, verdict: 'unknown', level: 'none', note: facts.note, counts: [] },
    ])
  })
  it('keep their temperature to themselves', () => {
    const [nvme, sda] = driveRows(sound.readings, sound.inventory)
    expect(nvme?.instance?.value('hw.temperature')).toBe(43)
    expect(sda).toMatchObject({
      kind: 'hdd',
      counts: [{ name: 'Reallocated Sectors', value: 0 }, {}, {}, { name: 'errors.crc', value: 2 }],
    })
  })
  it.each([
    ['pending 8', 'pending sectors 8', '待定扇区 8'],
    ['self-assessment failed', 'the drive says it is failing', '硬盘自报将要失效'],
    ['critical warning: read-only', 'the drive warns: gone read-only', '硬盘自报：已转为只读'],
    ['endurance used 104 %', '104 % of the rated endurance used', '标称寿命已用 104 %'],
    ['spare 3 % below 10 %', 'spare blocks 3 %, below 10 %', '备用块剩 3 %，低于 10 %'],
    ['self-test failed (read failure)', 'self-test failed (read failure)', '自检没有通过（read failure）'],
    [
      '5 Reallocated_Sector_Ct is at its threshold (value 5, threshold 10, raw 1208)',
      'attribute 5 Reallocated_Sector_Ct is at its limit (value 5, threshold 10, raw 1208)',
      '属性 5 Reallocated_Sector_Ct 已到限值（value 5, threshold 10, raw 1208）',
    ],
    ['no SMART: a virtual disk has none', 'no SMART: a virtual disk has none', '没有 SMART：虚拟磁盘'],
    ['something new', 'something new', 'something new'],
    ['{{what}} $t(yes) 3', '{{what}} $t(yes) 3', '{{what}} $t(yes) 3'],
  ])('a reason such as "%s" is told in both languages', (reason, english, chinese) => {
    expect(reasonText(reason)).toBe(english)
    showLanguage('zh', false)
    expect(reasonText(reason)).toBe(chinese)
  })
})

it('an event is told by what it is about, how often, its details and the line it rests on', () => {
  const events = new Map(sensedEvents(NOW).map(event => [event.name, eventWords(event, { zone: 'UTC', now: NOW })]))
  expect(events.get('usb.error')).toEqual({
    subject: '1-4',
    times: 214,
    details: ['code reset', 'first 05:18:05', 'last 06:18:05'],
    evidence: null,
  })
  expect(events.get('memory.oom-kill')).toEqual({
    subject: 'slides',
    times: null,
    details: ['process 1702', 'scope whole machine'],
    evidence: 'Out of memory: Killed process 1702 (slides) total-vm:2546008kB, anon-rss:1665620kB',
  })
  expect(events.get('system.boot')?.details).toEqual([
    'last time unclean stop',
    'cause power cut or hang',
    'down for 4 min 7 s',
    'boot took 31.4 s',
    'kind cold start',
  ])
  expect(events.get('something.from.a.newer.agent')?.details).toEqual(['colour green', 'for 4 s'])
})

it('a list among facts keeps its own order, and leaves out what is no entry', () => {
  const facts = {
    'cpu.2.name': 'b',
    'cpu.10.name': 'c',
    'cpu.1.name': 'a',
    'cpu.x.name': 'd',
    'cpus.1.name': 'e',
    cpu: 'f',
  }
  expect(listedFacts(facts, 'cpu')).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
})

it('a source’s day is its usual and its longest time, and how it ended last', () => {
  const series = (source: string, mean: (number | null)[], max?: number[]) => ({
    metric: '',
    attributes: { source },
    unit: '',
    time: mean.map((_, index) => index),
    mean,
    ...(max === undefined ? {} : { max }),
  })
  const rows = sourceRows(
    [series('drives', [0.2, null, 0.4], [0.3, 0, 0.9]), series('battery', [null, null, null])],
    [series('drives', [1, null, 0.5]), series('battery', [null, null, null])],
  )
  expect(rows).toEqual([
    { name: 'battery', usual: null, longest: null, success: null, lastSuccess: null },
    { name: 'drives', usual: expect.closeTo(0.3), longest: 0.9, success: 0.75, lastSuccess: 0.5 },
  ])
})

it('what a lying agent says is bounded', () => {
  const readings = readingsOf(hostileSenses(NOW, HOSTILE_NAMES))
  const told = inventoryOf(hostileInventory(NOW, HOSTILE_NAMES))
  const many = Array.from({ length: 500 }, (_, i) => ({
    ...senses(NOW, false)[0]!,
    attributes: { 'system.filesystem.mountpoint': `/${i}` },
  }))
  expect(
    instancesOf(readingsOf(many), ['forewarn.filesystem.inodes.utilization'], a => a['system.filesystem.mountpoint']),
  ).toHaveLength(MOST_INSTANCES)
  expect(driveRows(readings, told).length).toBeLessThanOrEqual(MOST_INSTANCES)
  expect(peripheralRows(readings, told, null).length).toBeLessThanOrEqual(MOST_INSTANCES)
  expect(troublesOf(readings, told).every(({ name }) => typeof name === 'string')).toBe(true)
})
