import { LIMITS, type BatchMessage, type Hello, type LayoutMessage, type Run } from '@forewarn/shared/protocol.ts'
import type { Series } from '@forewarn/shared/record.ts'

import type { EntryWriter } from '../store/entry.ts'
import type { SessionTime } from './session-time.ts'

/** Why a message is refused, in words for the agent's log. */
export class BadMessage extends Error {}

function refuse(what: string): never {
  throw new BadMessage(what)
}

type Fields = Record<string, unknown>

/** Numbers, epochs and times (ms) beyond this are no device's, and entries hold differences of differences in 53 bits. */
const LARGEST = 2 ** 48

/** Half a character would come back from the database as another one, and two layouts as one. */
function isText(value: unknown, most: number = LIMITS.textBytes): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= most && value.isWellFormed()
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST
}

/** Parses a text message into an object with a `type`. */
export function parseMessage(text: string): Fields & { type: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    refuse('not JSON')
  }
  if (typeof value !== 'object' || value === null || !isText((value as Fields)['type'])) refuse('not a message')
  return value as Fields & { type: string }
}

export function checkHello(message: Fields): Hello {
  const { version, device, key, agent, epoch, next, runs, at, up, hardware, waiting } = message
  if (!isCount(version)) refuse('hello: version')
  if (!isText(device) || !isText(key) || !isText(agent)) refuse('hello: device, key or agent')
  if (!isCount(epoch) || epoch < 1 || !isCount(next) || next < 1 || !isCount(waiting))
    refuse('hello: epoch, next or waiting')
  if (!isTime(at) || !isTime(up)) refuse('hello: at or up')
  if (!Array.isArray(runs) || runs.length === 0 || runs.length > LIMITS.runsPerHello || !runs.every(isRun))
    refuse('hello: runs')
  if (!Array.isArray(hardware) || hardware.length > LIMITS.hardwareFacts || !hardware.every(fact => isText(fact)))
    refuse('hello: hardware')
  return { type: 'hello', version, device, key, agent, epoch, next, runs, at, up, hardware, waiting }
}

function isRun(run: unknown): run is Run {
  if (typeof run !== 'object' || run === null) return false
  const { id, first, boot } = run as Fields
  return isText(id, 64) && isText(boot, 64) && isCount(first) && first >= 1
}

export function checkLayout(message: Fields): LayoutMessage {
  const { id, source, series } = message
  if (!isCount(id) || !isText(source)) refuse('layout: id or source')
  if (!Array.isArray(series) || series.length === 0 || series.length > LIMITS.seriesPerLayout) refuse('layout: series')
  return { type: 'layout', id, source, series: series.map(checkSeries) }
}

function checkSeries(series: unknown): Series {
  if (!Array.isArray(series) || series.length === 0 || series.length > 2) refuse('layout: series')
  const [metric, attributes] = series as unknown[]
  if (!isText(metric, 128) || !/^[a-z][a-z0-9_.]*$/.test(metric)) refuse('layout: metric name')
  if (attributes === undefined) return [metric]
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) refuse('layout: attributes')
  const pairs = Object.entries(attributes)
  if (pairs.length > LIMITS.attributesPerSeries || !pairs.every(([key, value]) => isText(key, 64) && isText(value)))
    refuse('layout: attributes')
  return [metric, Object.fromEntries(pairs) as Record<string, string>]
}

/** A layout of this session: its number in the store and how many readings a block of it has. */
export interface SessionLayout {
  id: number
  columns: number
}

export interface DecodedBatch {
  epoch: number
  backlog: boolean
  /** The records' numbers as ranges, as they stand in the message. */
  numbers: [first: number, last: number][]
  values: number
}

/**
 * Checks a batch and writes its records in one pass. Throws `BadMessage` for anything that is not exactly what the protocol says; the
 * writer is then to be reset.
 */
export function decodeBatch(
  message: Fields,
  layouts: ReadonlyMap<number, SessionLayout>,
  time: SessionTime,
  now: number,
  writer: EntryWriter,
): DecodedBatch {
  const { epoch, lane, records } = message as unknown as BatchMessage
  if (!isCount(epoch) || epoch < 1) refuse('batch: epoch')
  if (lane !== 'live' && lane !== 'backlog') refuse('batch: lane')
  if (!Array.isArray(records) || records.length === 0 || records.length > LIMITS.recordsPerBatch)
    refuse('batch: records')
  const numbers: [number, number][] = []
  let values = 0
  writer.reset()
  for (const record of records as unknown[]) {
    if (!Array.isArray(record) || record.length !== 5) refuse('record: not five fields')
    const [n, kind, at, up, body] = record as unknown[]
    if (!isCount(n) || n < 1) refuse('record: number')
    if (!isTime(at) || !isTime(up)) refuse('record: time')
    const corrected = time.correct(epoch, n, at, up, now)
    const sampledAt = Math.round(at)
    switch (kind) {
      case 's':
        values += writeSample(writer, layouts, body)
        writer.sample(n, sampledAt, corrected)
        break
      case 'e':
      case 'i':
      case 'd':
        writer.notice(kind, n, sampledAt, corrected, NOTICES[kind](body))
        break
      default:
        refuse('record: kind')
    }
    const last = numbers.at(-1)
    if (last !== undefined && n === last[1] + 1) last[1] = n
    else numbers.push([n, n])
  }
  return { epoch, backlog: lane === 'backlog', numbers, values }
}

function writeSample(writer: EntryWriter, layouts: ReadonlyMap<number, SessionLayout>, body: unknown): number {
  if (!Array.isArray(body) || body.length > LIMITS.blocksPerSample) refuse('sample: blocks')
  let count = 0
  writer.beginSample()
  for (const block of body as unknown[]) {
    if (!Array.isArray(block)) refuse('sample: block')
    const layout = layouts.get(block[0] as number)
    if (layout === undefined) refuse('sample: a layout that was not announced')
    if (block.length !== layout.columns + 1) refuse('sample: another number of values than its layout')
    for (let i = 1; i < block.length; i++) {
      const value = block[i] as unknown
      if (value !== null && !Number.isFinite(value)) refuse('sample: a value that is no number')
    }
    writer.block(layout.id, block)
    count += layout.columns
  }
  return count
}

const NOTICES = {
  e(body: unknown) {
    const { name, severity, attributes } = fieldsOf(body)
    if (!isText(name, 128) || !/^[a-z][a-z0-9_.-]*$/.test(name)) refuse('event: name')
    if (severity !== 'info' && severity !== 'warning' && severity !== 'error') refuse('event: severity')
    return { name, severity, attributes: checkFacts(attributes) }
  },
  i(body: unknown) {
    const { subject, facts } = fieldsOf(body)
    if (!isText(subject, 128)) refuse('inventory: subject')
    return { subject, facts: checkFacts(facts) }
  },
  d(body: unknown) {
    const { ranges, reason, count, from, to } = fieldsOf(body)
    if (reason !== 'spool-full' && reason !== 'spool-corrupt' && reason !== 'rejected') refuse('drop: reason')
    if (!Array.isArray(ranges) || ranges.length > 1000 || !ranges.every(isRange) || !isCount(count))
      refuse('drop: ranges')
    if ((from !== null && !isTime(from)) || (to !== null && !isTime(to))) refuse('drop: times')
    return { ranges, reason, count, from, to }
  },
}

function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('record: body')
  return body as Fields
}

function isRange(range: unknown): boolean {
  return Array.isArray(range) && range.length === 2 && isCount(range[0]) && isCount(range[1]) && range[0] <= range[1]
}

function checkFacts(facts: unknown): Fields {
  const checked = fieldsOf(facts)
  const pairs = Object.entries(checked)
  if (pairs.length > 128 || !pairs.every(isFact) || JSON.stringify(checked).length > LIMITS.bodyBytes)
    refuse('record: attributes')
  return checked
}

function isFact([key, value]: [string, unknown]): boolean {
  if (key.length > 128) return false
  if (typeof value === 'string') return value.length <= LIMITS.bodyBytes
  return value === null || typeof value === 'boolean' || Number.isFinite(value)
}
