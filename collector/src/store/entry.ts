import { LIMITS } from '@forewarn/shared/protocol.ts'
import type { Reading } from '@forewarn/shared/record.ts'

import { ByteReader, ByteWriter } from './bytes.ts'
import { readReading, writeReading } from './reading.ts'

/*
 * An entry is what one message brought: a device's records of one epoch. It is written once, where the message was
 * checked, and goes unchanged through the store's thread into the log and the tail.
 *
 *   entry   device · epoch · flags · receivedAt · count · first n · last n - first · at of first · at of last (signed, from that) · body length · body
 *   body    records: n - previous n (signed) · kind · sampledAt - previous · (at - sampledAt) - previous · length · content
 *   sample  blocks: layout · value count · readings        others: JSON
 */

const KINDS = ['s', 'e', 'i', 'd'] as const
type Kind = (typeof KINDS)[number]

/** Bit 1: numbers ascend without a gap. Bit 2: came as backlog. Bit 4: holds records other than samples. */
const FLAGS = { contiguous: 1, backlog: 2, notices: 4 } as const

export interface EntryHeader {
  device: number
  epoch: number
  receivedAt: number
  contiguous: boolean
  backlog: boolean
  notices: boolean
  count: number
  first: number
  last: number
  /** Corrected times of the first and last number, ms. */
  firstAt: number
  lastAt: number
  /** Where the body begins and ends in the bytes read. */
  bodyStart: number
  bodyEnd: number
}

/** Writes the records of one entry and then frames them. One instance serves many entries, one after the other. */
export class EntryWriter {
  readonly #body = new ByteWriter(4096)
  readonly #content = new ByteWriter(1024)
  #n = 0
  #sampledAt = 0
  #shift = 0
  #count = 0
  #contiguous = true
  #notices = false
  #first = 0
  #last = 0
  #firstAt = 0
  #lastAt = 0

  reset(): void {
    this.#body.length = 0
    this.#n = this.#sampledAt = this.#shift = this.#count = 0
    this.#first = Infinity
    this.#last = -Infinity
    this.#contiguous = true
    this.#notices = false
  }

  get count(): number {
    return this.#count
  }

  /** Whether any record is no sample. */
  get hasNotices(): boolean {
    return this.#notices
  }

  /** Corrected time of the record with the lowest number, ms. */
  get oldestAt(): number {
    return this.#firstAt
  }

  /** Begins a sample's content; follow with `block` and then `sample`. */
  beginSample(): void {
    this.#content.length = 0
  }

  /** Adds one source's readings, `values[0]` being the agent's layout id and of no meaning here. */
  block(layout: number, values: readonly unknown[]): void {
    const content = this.#content
    content.varint(layout)
    content.varint(values.length - 1)
    for (let i = 1; i < values.length; i++) writeReading(content, values[i] as Reading)
  }

  sample(n: number, sampledAt: number, at: number): void {
    this.#record(n, 0, sampledAt, at)
  }

  notice(kind: Exclude<Kind, 's'>, n: number, sampledAt: number, at: number, body: unknown): void {
    this.#content.length = 0
    this.#content.raw(Buffer.from(JSON.stringify(body)))
    this.#notices = true
    this.#record(n, KINDS.indexOf(kind), sampledAt, at)
  }

  /** Adds a record as it lies in other bytes. */
  copy(record: RecordCursor, bytes: Uint8Array): void {
    this.#content.length = 0
    this.#content.raw(bytes.subarray(record.contentStart, record.contentEnd))
    if (record.kind !== 's') this.#notices = true
    this.#record(record.n, KINDS.indexOf(record.kind), record.sampledAt, record.at)
  }

  #record(n: number, kind: number, sampledAt: number, at: number): void {
    const body = this.#body
    body.signed(n - this.#n)
    body.byte(kind)
    body.signed(sampledAt - this.#sampledAt)
    const shift = at - sampledAt
    body.signed(shift - this.#shift)
    body.varint(this.#content.length)
    body.raw(this.#content.view())
    if (this.#count > 0 && n !== this.#n + 1) this.#contiguous = false
    if (n < this.#first) {
      this.#first = n
      this.#firstAt = at
    }
    if (n > this.#last) {
      this.#last = n
      this.#lastAt = at
    }
    this.#n = n
    this.#sampledAt = sampledAt
    this.#shift = shift
    this.#count++
  }

  /** Appends the framed entry to `out`. */
  finish(out: ByteWriter, device: number, epoch: number, receivedAt: number, backlog: boolean): void {
    out.varint(device)
    out.varint(epoch)
    out.byte(
      (this.#contiguous ? FLAGS.contiguous : 0) | (backlog ? FLAGS.backlog : 0) | (this.#notices ? FLAGS.notices : 0),
    )
    out.varint(receivedAt)
    out.varint(this.#count)
    out.varint(this.#first)
    out.varint(this.#last - this.#first)
    out.signed(this.#firstAt)
    out.signed(this.#lastAt - this.#firstAt)
    out.varint(this.#body.length)
    out.raw(this.#body.view())
  }
}

/** Reads the next entry's frame and leaves the reader behind its body. */
export function readEntryHeader(from: ByteReader): EntryHeader {
  const device = from.varint()
  const epoch = from.varint()
  const flags = from.byte()
  const receivedAt = from.varint()
  const count = from.varint()
  const first = from.varint()
  const last = first + from.varint()
  const firstAt = from.signed()
  const lastAt = firstAt + from.signed()
  const length = from.varint()
  const bodyStart = from.at
  from.skip(length)
  return {
    device,
    epoch,
    receivedAt,
    contiguous: (flags & FLAGS.contiguous) !== 0,
    backlog: (flags & FLAGS.backlog) !== 0,
    notices: (flags & FLAGS.notices) !== 0,
    count,
    first,
    last,
    firstAt,
    lastAt,
    bodyStart,
    bodyEnd: from.at,
  }
}

/** What `walkRecords` shows of each record; the same object every time. */
export interface RecordCursor {
  n: number
  kind: Kind
  at: number
  sampledAt: number
  /** Where the content lies in the bytes. */
  contentStart: number
  contentEnd: number
}

/** Visits the records of a body in order without decoding their content. */
export function walkRecords(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (record: RecordCursor) => void,
): void {
  const from = new ByteReader(bytes, start, end)
  const cursor: RecordCursor = { n: 0, kind: 's', at: 0, sampledAt: 0, contentStart: 0, contentEnd: 0 }
  let shift = 0
  while (!from.done) {
    cursor.n += from.signed()
    cursor.kind = KINDS[from.byte()]!
    cursor.sampledAt += from.signed()
    shift += from.signed()
    cursor.at = cursor.sampledAt + shift
    const length = from.varint()
    cursor.contentStart = from.at
    from.skip(length)
    cursor.contentEnd = from.at
    visit(cursor)
  }
}

const readings = new Float64Array(LIMITS.seriesPerLayout)

/** Visits the blocks of a sample's content; NaN is null, and `values` is only good during the visit. */
export function walkBlocks(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (layout: number, values: Float64Array, count: number) => void,
): void {
  const from = new ByteReader(bytes, start, end)
  while (!from.done) {
    const layout = from.varint()
    const count = from.varint()
    for (let i = 0; i < count; i++) readings[i] = readReading(from)
    visit(layout, readings, count)
  }
}

/** The content of a record that is not a sample. */
export function readNotice<T>(bytes: Uint8Array, record: RecordCursor): T {
  return JSON.parse(
    Buffer.from(
      bytes.buffer,
      bytes.byteOffset + record.contentStart,
      record.contentEnd - record.contentStart,
    ).toString(),
  ) as T
}
