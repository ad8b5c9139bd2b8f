import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { markOf } from '@forewarn/shared/evidence/windows/boots/marks.ts'
import { classify } from '@forewarn/shared/evidence/windows/classify.ts'
import type { Field, WindowsEvent } from '@forewarn/shared/evidence/windows/event.ts'
import { readWindowsFile } from '@forewarn/shared/evidence/windows/read.ts'
import { readWindows } from '@forewarn/shared/evidence/windows/windows.ts'
import { expect, test } from 'vitest'

import { realData } from '../support/real-data.ts'

/*
 * Real logs of other people's machines. Whole logs come with another program's reading of them and with what is known of their boots; single
 * events say in their file's name what they are.
 */

const LOGS = [
  ['system.evtx', 'evtxrs_system_2017'],
  ['2-vss_7-System.evtx', 'evtxrs_vss7_2018'],
] as const

interface Reading {
  time: string
  provider: string
  eventId: number
  qualifiers: string | number | null
  level: number
  recordId: number
  channel: string
  data: [name: string, value: string | null][]
}

interface Truth {
  events: number
  boots: { time: string; kind: string; prev: string }[]
  counts: Record<string, number>
}

const KINDS: Record<string, string> = { cold_boot: 'cold' }
const ENDS: Record<string, string> = { log_start: 'unknown', clean: 'clean' }

function evtx(folder: string, name: string): { events: WindowsEvent[]; notes: string[] } {
  const file = readWindowsFile(readFileSync(join(folder, 'evtx', name)))!
  return { events: file.events, notes: file.notes.map(({ note }) => note) }
}

/** What both readers mean the same by, though they write it otherwise: line ends, digits of a fraction, zeros of a number. */
function alike(value: string | null): string {
  const text = (value ?? '').replaceAll('\r\n', '\n').trim().toLowerCase()
  return text.replace(/(\.\d{7})\d*z$/, '$1z').replace(/^0x0*(?=[\da-f])/, '0x')
}

/** Names and addresses were replaced in the other reading, and so is what has them: they are not compared. */
const REPLACED = /host|s-1-5-21|192\.0\.2|user|computer/

test.for(LOGS)('%s has the records that another program finds in it', ([name, reading], context) => {
  const folder = realData('winlogs', context)
  const { events, notes } = evtx(folder, name)
  expect(notes).toEqual(['not-closed'])
  const lines = readFileSync(join(folder, 'jsonl', `${reading}.jsonl`), 'utf8')
    .trim()
    .split('\n')
  const others = lines.map(line => JSON.parse(line) as Reading).toSorted((a, b) => a.recordId - b.recordId)
  expect(events.length).toBe(others.length)
  let compared = 0
  for (const [i, other] of others.entries()) {
    const event = events[i]!
    const { provider, id, recordId, level, channel, qualifiers } = event
    expect({ provider, id, recordId, level, channel, at: event.at, qualifiers: String(qualifiers) }).toEqual({
      provider: other.provider,
      id: other.eventId,
      recordId: other.recordId,
      level: other.level,
      channel: other.channel,
      at: Date.parse(other.time),
      qualifiers: String(other.qualifiers),
    })
    const fields: readonly Field[] = event.userData.length > 0 ? event.userData.map(leaf) : event.data
    // The other reading lists the element around user data as a field of its own, without a value.
    const listed = other.data.filter((_, j) => event.userData.length === 0 || j > 0)
    expect(fields.map(([name]) => name ?? 'Data')).toEqual(listed.map(([name]) => name))
    for (const [j, [, value]] of listed.entries()) {
      if (REPLACED.test(alike(value))) continue
      expect(alike(fields[j]![1])).toBe(alike(value))
      compared++
    }
  }
  expect(compared).toBeGreaterThan(2_000)
})

test.for(LOGS)('%s has the boots it is known to have', ([name, reading], context) => {
  const folder = realData('winlogs', context)
  const truth = (JSON.parse(readFileSync(join(folder, 'truth_dev.json'), 'utf8')) as Record<string, Truth>)[reading]!
  const { events } = evtx(folder, name)
  const { boots } = readWindows(events)
  expect(events.length).toBe(truth.events)
  expect(boots.map(({ at, kind, previous }) => [new Date(at).toISOString().slice(0, 19), kind, previous.end])).toEqual(
    truth.boots.map(({ time, kind, prev }) => [time.slice(0, 19), KINDS[kind], ENDS[prev]]),
  )
  const counts: Record<string, number> = {}
  for (const { provider, id } of events) counts[`${provider}/${id}`] = (counts[`${provider}/${id}`] ?? 0) + 1
  expect(counts).toMatchObject(truth.counts)
})

test('nothing is found in them that did not happen', context => {
  const folder = realData('winlogs', context)
  const found = LOGS.flatMap(([name]) => readWindows(evtx(folder, name).events).findings.map(({ name }) => name))
  expect(new Set(found)).toEqual(new Set(['clock.jump', 'service.failed', 'disk.io-error']))
})

/** What each single event is to us; those that are not listed are nothing. */
const MEANING: Record<string, string> = {
  'Application Error 1000': 'program.crash',
  'Disk 51': 'disk.io-error',
  'Disk 11': 'disk.io-error',
  'disk 153': 'disk.reset',
  'disk 157': 'disk.gone',
  'EventLog 6005': 'log-open',
  'EventLog 6006': 'log-closed',
  'EventLog 6008': 'unexpected',
  'EventLog 6009': 'version',
  'Microsoft-Windows-Kernel-Boot 20': 'shutdown-was',
  'Microsoft-Windows-Kernel-Boot 27': 'boot-type',
  'Microsoft-Windows-Kernel-General 1': 'clock',
  'Microsoft-Windows-Kernel-General 12': 'kernel',
  'Microsoft-Windows-Kernel-General 13': 'kernel-stop',
  'Microsoft-Windows-Kernel-Power 41': 'dirty',
  'Microsoft-Windows-Kernel-Power 42': 'asleep',
  'Microsoft-Windows-Kernel-Power 107': 'awake',
  'Microsoft-Windows-Kernel-Power 109': 'power-off',
  'Microsoft-Windows-Kernel-Processor-Power 37': 'cpu.throttled',
  'Microsoft-Windows-Power-Troubleshooter 1': 'slept',
  'Microsoft-Windows-Resource-Exhaustion-Detector 2004': 'memory.exhausted',
  'Microsoft-Windows-WHEA-Logger 19': 'hardware.error',
  'Service Control Manager 7000': 'service.failed',
  'Service Control Manager 7009': 'service.failed',
  'Service Control Manager 7023': 'service.failed',
  'Service Control Manager 7031': 'service.failed',
  'Service Control Manager 7034': 'service.failed',
  'User32 1074': 'asked',
  'volmgr 161': 'dump-failed',
}
/** Files that are named after what they show instead of provider and id. */
const NAMED: Record<string, string> = {
  disk_11_zhcn_freeze_real: 'Disk 11',
  eventlog_6008_enUS_2025_real: 'EventLog 6008',
  kernel_power_41_bugcheck26_real: 'Microsoft-Windows-Kernel-Power 41',
  kernel_power_41_v10_real: 'Microsoft-Windows-Kernel-Power 41',
  resource_exhaustion_2004_real: 'Microsoft-Windows-Resource-Exhaustion-Detector 2004',
}
/** The one service that came up, and the clock that was really moved. */
const RECOVERED = 'Service_Control_Manager_7036_1'
const JUMPED = 'Microsoft-Windows-Kernel-General_1_2'

test('single real events are what their files are called', context => {
  const folder = join(realData('winlogs', context), 'events_xml')
  const files = readdirSync(folder).map(file => file.replace('.xml', ''))
  expect(files.length).toBeGreaterThan(100)
  for (const file of files) {
    const { events, notes } = readWindowsFile(readFileSync(join(folder, `${file}.xml`)))!
    expect([file, events.length, notes]).toEqual([file, 1, []])
    const event = events[0]!
    const name = NAMED[file] ?? file.replace(/_\d$/, '').replaceAll('_', ' ')
    expect(`${event.provider} ${event.id}`).toBe(name)
    const meaning = markOf(event)?.tells ?? classify(event)?.name ?? null
    expect([file, meaning]).toEqual([file, file === RECOVERED ? 'service.recovered' : (MEANING[name] ?? null)])
    expect([file, classify(event)?.name === 'clock.jump']).toEqual([file, file === JUMPED])
  }
})

test('single real events say in numbers what they are', context => {
  const folder = join(realData('winlogs', context), 'events_xml')
  const mark = (file: string): unknown => markOf(readWindowsFile(readFileSync(join(folder, `${file}.xml`)))!.events[0]!)
  expect(mark('kernel_power_41_bugcheck26_real')).toMatchObject({ code: 0x1a, parameters: { 0: '0x3470' } })
  expect(mark('kernel_power_41_v10_real')).toMatchObject({ code: 0, held: false, pressed: false, during: null })
  expect(mark('Microsoft-Windows-Kernel-Power_41_2')).toMatchObject({ code: 0x124 })
  expect(mark('eventlog_6008_enUS_2025_real')).toMatchObject({ lastAlive: Date.parse('2025-11-25T15:23:28.357Z') })
  expect(mark('EventLog_6008_2')).toMatchObject({ lastAlive: Date.parse('2021-06-20T01:41:29.922Z') })
})

function leaf([path, value]: Field): Field {
  return [path!.slice(path!.lastIndexOf('/') + 1), value]
}
