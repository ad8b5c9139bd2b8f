import { LIMITS } from '@forewarn/shared/protocol.ts'
import type { WireRecord } from '@forewarn/shared/record.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { ByteReader, ByteWriter } from '../store/bytes.ts'
import { EntryWriter, readEntryHeader, readNotice, walkBlocks, walkRecords } from '../store/entry.ts'
import { BadMessage, checkHello, checkLayout, decodeBatch, parseMessage, type SessionLayout } from './decode.ts'
import { createSessionTime } from './session-time.ts'

const NOW = Date.UTC(2026, 8, 1)
/** The session's layouts as the agent numbers them, with the store's numbers and their widths. */
const LAYOUTS = new Map<number, SessionLayout>([
  [1, { id: 501, columns: 1 }],
  [2, { id: 7, columns: 3 }],
  [9, { id: 80_000, columns: 12 }],
])
/** Times are kept as they are, so that what comes back can be compared. */
const AS_THEY_ARE = { offset: 0, correct: (_epoch: number, _n: number, at: number) => Math.round(at) }

const reading = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
  fc.integer({ min: 0, max: 1_000_000 }).map(n => n / 10_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const block = fc
  .constantFrom(...LAYOUTS)
  .chain(([id, { columns }]) =>
    fc.array(reading, { minLength: columns, maxLength: columns }).map(values => [id, ...values]),
  )
const fact = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)
const facts = fc.dictionary(fc.string({ maxLength: 20 }), fact, { maxKeys: 6, noNullPrototype: true })
const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,30}$/)
const time = fc.oneof(fc.integer({ min: NOW - 1e9, max: NOW + 1e9 }), fc.integer({ min: -(2 ** 48), max: 2 ** 48 }))
const number = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 2 ** 48 }))
const range = fc.tuple(number, fc.nat(1000)).map(([first, more]) => [first, Math.min(2 ** 48, first + more)])
const body = fc.oneof(
  fc.record({ kind: fc.constant('s'), body: fc.array(block, { maxLength: 5 }) }),
  fc.record({
    kind: fc.constant('e'),
    body: fc.record({ name, severity: fc.constantFrom('info', 'warning', 'error'), attributes: facts }),
  }),
  fc.record({
    kind: fc.constant('i'),
    body: fc.record({ subject: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), facts }),
  }),
  fc.record({
    kind: fc.constant('d'),
    body: fc.record({
      ranges: fc.array(range, { maxLength: 5 }),
      reason: fc.constantFrom('spool-full', 'spool-corrupt', 'rejected'),
      count: fc.nat(),
      from: fc.option(time),
      to: fc.option(time),
    }),
  }),
)
const record = fc.tuple(number, body, time, time).map(([n, { kind, body }, at, up]) => [n, kind, at, up, body])
const batch = fc.record({
  type: fc.constant('batch'),
  epoch: fc.integer({ min: 1, max: 2 ** 48 }),
  lane: fc.constantFrom('live', 'backlog'),
  records: fc.array(record, { minLength: 1, maxLength: 20 }),
})

const writer = new EntryWriter()

/** What an entry holds, in the words of the wire; layouts by the store's numbers. */
function readBack(bytes: Uint8Array) {
  const reader = new ByteReader(bytes)
  const header = readEntryHeader(reader)
  expect(reader.done).toBe(true)
  const records: unknown[] = []
  walkRecords(bytes, header.bodyStart, header.bodyEnd, cursor => {
    let content: unknown
    if (cursor.kind === 's') {
      const blocks: unknown[] = []
      walkBlocks(bytes, cursor.contentStart, cursor.contentEnd, (layout, values, count) =>
        blocks.push([layout, ...Array.from(values.subarray(0, count), value => (Number.isNaN(value) ? null : value))]),
      )
      content = blocks
    } else content = readNotice(bytes, cursor)
    records.push([cursor.n, cursor.kind, cursor.sampledAt, cursor.at, content])
  })
  return { header, records }
}

function encode(message: ReturnType<typeof parseMessage>) {
  const decoded = decodeBatch(message, LAYOUTS, AS_THEY_ARE, NOW, writer)
  const out = new ByteWriter()
  writer.finish(out, 4, decoded.epoch, NOW, decoded.backlog)
  return { decoded, bytes: out.bytes.slice(0, out.length) }
}

test('any batch comes back from its entry as it was sent', () => {
  fc.assert(
    fc.property(batch, sent => {
      const text = JSON.stringify(sent)
      const { decoded, bytes } = encode(parseMessage(text))
      const { header, records } = readBack(bytes)
      const wire = (JSON.parse(text) as { records: WireRecord[] }).records
      expect(records).toEqual(
        wire.map(([n, kind, at, , content]) => [
          n,
          kind,
          at,
          at,
          kind === 's' ? content.map(([id, ...values]) => [LAYOUTS.get(id)!.id, ...values]) : content,
        ]),
      )
      const numbers = wire.map(([n]) => n)
      expect(header).toMatchObject({
        device: 4,
        epoch: sent.epoch,
        receivedAt: NOW,
        count: numbers.length,
        first: Math.min(...numbers),
        last: Math.max(...numbers),
        backlog: sent.lane === 'backlog',
        notices: wire.some(([, kind]) => kind !== 's'),
        contiguous: numbers.every((n, i) => i === 0 || n === numbers[i - 1]! + 1),
      })
      const listed = decoded.numbers.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      )
      expect(listed).toEqual(numbers)
      expect(decoded.values).toBe(
        wire.flatMap(r => (r[1] === 's' ? r[4].map(one => one.length - 1) : [])).reduce((a, b) => a + b, 0),
      )
    }),
    { numRuns: 300 },
  )
})

/** Runs a text through all that the gateway does with it; anything but a `BadMessage` thrown here would end the collector. */
function judge(text: string): 'taken' | 'refused' {
  try {
    const message = parseMessage(text)
    if (message.type === 'hello') {
      const time = createSessionTime(checkHello(message), NOW)
      expect(Number.isSafeInteger(time.correct(1, 1, 0, 0, NOW))).toBe(true)
    } else if (message.type === 'layout') checkLayout(message)
    else readBack(encode(message).bytes)
    return 'taken'
  } catch (error) {
    if (error instanceof BadMessage) return 'refused'
    throw error
  }
}

const hello = fc.record({
  type: fc.constant('hello'),
  version: fc.constant(1),
  device: name,
  key: name,
  agent: name,
  epoch: fc.integer({ min: 1, max: 9 }),
  next: number,
  runs: fc.array(fc.record({ id: name, first: number, boot: name }), { minLength: 1, maxLength: 4 }),
  at: time,
  up: time,
  hardware: fc.array(name, { maxLength: 3 }),
  waiting: fc.nat(),
})
const layout = fc.record({
  type: fc.constant('layout'),
  id: fc.nat(),
  source: name,
  series: fc.array(
    fc.tuple(fc.constant('a.b'), fc.dictionary(name, name, { minKeys: 1, maxKeys: 3, noNullPrototype: true })),
    { minLength: 1, maxLength: 4 },
  ),
})
const message = fc.oneof(batch, hello, layout)
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(-1, 1e308, 2 ** 53, 0.5, '', '\ud800', [], {}, null, { __proto__: null }),
)

describe('a damaged message is a bad message and nothing worse', () => {
  test('with any part of it replaced or left out', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.option(junk), (sent, place, instead) => {
        const copy = JSON.parse(JSON.stringify(sent)) as object
        const places: (() => void)[] = []
        const visit = (holder: Record<string, unknown>): void => {
          for (const [key, value] of Object.entries(holder)) {
            places.push(() => {
              if (instead !== null) holder[key] = instead
              else if (Array.isArray(holder)) holder.splice(Number(key), 1)
              else delete holder[key]
            })
            if (typeof value === 'object' && value !== null) visit(value as Record<string, unknown>)
          }
        }
        visit(copy as Record<string, unknown>)
        places[place % places.length]!()
        judge(JSON.stringify(copy))
      }),
      { numRuns: 1_000 },
    )
  })

  test('with its text cut, doubled or overwritten anywhere', () => {
    fc.assert(
      fc.property(
        message,
        fc.nat(),
        fc.nat(12),
        fc.string({ unit: 'binary', maxLength: 6 }),
        (sent, place, cut, put) => {
          const text = JSON.stringify(sent)
          const at = place % text.length
          judge(text.slice(0, at) + put + text.slice(at + cut))
          expect(judge(text.slice(0, at))).toBe('refused')
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('that is no message of ours at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), text => {
        expect(judge(text)).toBe('refused')
      }),
      { numRuns: 500 },
    )
  })
})

test('an undamaged message is taken', () => {
  fc.assert(
    fc.property(message, sent => {
      expect(judge(JSON.stringify(sent))).toBe('taken')
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['as many records as allowed', LIMITS.recordsPerBatch, 'taken'],
  ['one more', LIMITS.recordsPerBatch + 1, 'refused'],
])('a batch of %s', (_, count, verdict) => {
  const records = Array.from({ length: count }, (_, i) => [i + 1, 's', NOW, 1, [[1, 5]]])
  expect(judge(JSON.stringify({ type: 'batch', epoch: 1, lane: 'live', records }))).toBe(verdict)
})

test.each([
  ['a block with a value too few', [1, 's', NOW, 1, [[2, 1, 2]]]],
  ['a block with a value too many', [1, 's', NOW, 1, [[2, 1, 2, 3, 4]]]],
  ['a value of text', [1, 's', NOW, 1, [[1, '5']]]],
  ['a layout nobody declared', [1, 's', NOW, 1, [[3, 1]]]],
  ['a number beyond all devices', [2 ** 48 + 1, 'e', NOW, 1, { name: 'a', severity: 'info', attributes: {} }]],
  ['a time beyond all clocks', [1, 'e', -(2 ** 48) - 1, 1, { name: 'a', severity: 'info', attributes: {} }]],
  ['an attribute that is a list', [1, 'e', NOW, 1, { name: 'a', severity: 'info', attributes: { a: [] } }]],
  ['a subject of half a character', [1, 'i', NOW, 1, { subject: '\ud800', facts: {} }]],
])('%s is refused', (_, record) => {
  expect(judge(JSON.stringify({ type: 'batch', epoch: 1, lane: 'live', records: [record] }))).toBe('refused')
})
