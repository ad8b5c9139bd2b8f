import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { WindowsEvent } from '../event.ts'
import { eventOf, xmlOf } from '../testing/events.ts'
import { evtxFile } from '../testing/evtx-file.ts'
import { createEventXmlReader } from '../xml.ts'
import { isEvtx, readEvtx } from './evtx.ts'

const CHUNK = 65_536
const at = Date.UTC(2024, 2, 4, 5, 6, 7, 891)

/** Events of every kind: named, placed, bytes, user data, none. */
function someEvents(count: number): WindowsEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const more = { at: at + i * 1_000, recordId: i + 1 }
    const kinds = [
      eventOf(
        'Microsoft-Windows-Kernel-Power',
        41,
        { BugcheckCode: 292, BugcheckParameter1: '0x10' },
        { ...more, level: 1 },
      ),
      eventOf('disk', 153, ['\\Device\\Harddisk0\\DR0', '', '多媒体'], { ...more, qualifiers: 32_772, binary: '0F01' }),
      eventOf('EventLog', 6005, [], { ...more, qualifiers: 32_768, binary: 'E107' }),
      eventOf('Microsoft-Windows-Eventlog', 104, {}, { ...more, userData: [['LogFileCleared/Channel', 'System']] }),
      eventOf('Microsoft-Windows-Kernel-Boot', 32, {}, more),
    ]
    return kinds[i % kinds.length]!
  })
}

const SOUND = { dirty: false, truncated: false, damagedChunks: 0, damagedRecords: 0 }

describe('a file', () => {
  test('reads as it was written', () => {
    const events = someEvents(12)
    expect(readEvtx(evtxFile(events, { perChunk: 5, spare: 2 }))).toEqual({ events, ...SOUND })
  })

  test('says the same as its XML', () => {
    const events = someEvents(10)
    const fromXml: WindowsEvent[] = []
    const reader = createEventXmlReader(event => fromXml.push(event))
    reader.push(events.map(event => (event.userData.length > 0 ? '' : xmlOf(event))).join(''))
    reader.end()
    const fromFile = readEvtx(evtxFile(events)).events.filter(({ userData }) => userData.length === 0)
    expect(fromFile).toEqual(fromXml)
  })

  test('is told by its first bytes', () => {
    expect([isEvtx(evtxFile([])), isEvtx(Buffer.from('<Events/>')), isEvtx(Buffer.alloc(3))]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('whose chunks went round lists its events by their ids', () => {
    const events = someEvents(9)
    const file = evtxFile(events, { perChunk: 3 })
    const turned = Buffer.concat([
      file.subarray(0, 4_096),
      file.subarray(4_096 + 2 * CHUNK),
      file.subarray(4_096, 4_096 + 2 * CHUNK),
    ])
    expect(readEvtx(turned).events.map(({ recordId }) => recordId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('damage', () => {
  test('a copy of a file in use has its last events all the same', () => {
    const events = someEvents(12)
    const content = readEvtx(evtxFile(events, { perChunk: 5, dirty: true, stale: true }))
    expect(content).toEqual({ ...SOUND, events, dirty: true, damagedChunks: 1 })
  })

  test('remains of older events behind the last of a chunk are not read', () => {
    const file = evtxFile(someEvents(4), { perChunk: 2 })
    const old = file.subarray(4_096 + CHUNK + 512, 4_096 + CHUNK + 8_000)
    old.copy(file, 4_096 + file.readUInt32LE(4_096 + 48))
    expect(readEvtx(file)).toMatchObject({ ...SOUND, events: [{}, {}, {}, {}] })
  })

  test.each([
    [0, 0, false],
    [100, 0, false],
    [4_096 + 300, 0, true],
    [4_096 + CHUNK, 3, false],
    [4_096 + CHUNK + 3_000, 3, true],
    [4_096 + 2 * CHUNK - 1, 6, true],
  ])('cut off after %i bytes', (length, count, truncated) => {
    const content = readEvtx(evtxFile(someEvents(9), { perChunk: 3 }).subarray(0, length))
    expect(content.truncated).toBe(truncated)
    expect(content.events.length).toBeGreaterThanOrEqual(count)
  })

  test('a broken record costs itself, and the chunk says so', () => {
    const file = evtxFile(someEvents(9), { perChunk: 3 })
    const first = 4_096 + CHUNK + 512
    const second = first + file.readUInt32LE(first + 4)
    file[second + 28] = 0xee
    expect(readEvtx(file)).toMatchObject({ damagedChunks: 1, damagedRecords: 1, events: { length: 8 } })
  })

  test('behind a record whose size is wrong the next one is found', () => {
    const file = evtxFile(someEvents(9), { perChunk: 9 })
    const first = 4_096 + 512
    const second = first + file.readUInt32LE(first + 4)
    file.writeUInt32LE(60_000, second + 4)
    expect(readEvtx(file)).toMatchObject({ damagedChunks: 1, damagedRecords: 1, events: { length: 8 } })
  })

  test('a chunk of something else is counted', () => {
    const file = Buffer.concat([evtxFile(someEvents(3)), Buffer.alloc(CHUNK, 7)])
    expect(readEvtx(file)).toMatchObject({ damagedChunks: 1, events: { length: 3 } })
  })

  test('whatever bytes are changed, it ends and says what it found', () => {
    const sound = evtxFile(someEvents(10), { perChunk: 5 })
    const used = sound.readUInt32LE(4_096 + 48)
    const change = fc.record({ at: fc.nat(used), byte: fc.nat(255), chunk: fc.nat(1) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), changes => {
        const file = Buffer.from(sound)
        for (const { at, byte, chunk } of changes) file[4_096 + chunk * CHUNK + at] = byte
        const { events } = readEvtx(file)
        expect(events.length).toBeLessThanOrEqual(10)
        for (const { at, provider } of events) expect([Number.isFinite(at), typeof provider]).toEqual([true, 'string'])
      }),
      { numRuns: 500 },
    )
  })

  test('a value put into its event thousands of times is no event', () => {
    const event = eventOf('x'.repeat(4_000), 1, {}, { recordId: 1 })
    expect(readEvtx(evtxFile([event], { echo: 100 })).events).toHaveLength(1)
    expect(readEvtx(evtxFile([event], { echo: 1_000 }))).toMatchObject({ events: [], damagedRecords: 1 })
  })

  test('a template that holds itself comes to an end', () => {
    const file = evtxFile(someEvents(1))
    const record = 4_096 + 512
    // Behind the record's header and the fragment's stands the instance: token, two fields, then where its template is.
    const instance = record + 28
    const template = file.readUInt32LE(instance + 6)
    const inside = 4_096 + template + 24 + 4
    file.copy(file, inside, instance, instance + 10)
    file.writeUInt32LE(template, inside + 6)
    expect(readEvtx(file)).toMatchObject({ events: [], damagedRecords: 1 })
  })
})
