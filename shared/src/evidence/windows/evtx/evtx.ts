import { crc32 } from 'node:zlib'

import { EventBuilder } from '../event-builder.ts'
import type { WindowsEvent } from '../event.ts'
import { BinaryXml } from './binary-xml.ts'

/*
 * An `.evtx` file: a header of 4 KiB, then chunks of 64 KiB, each with its own names, templates and checksums. Facts of the format: Joachim
 * Metz, "Windows XML Event Log (EVTX) format" (libevtx).
 */

const FILE_HEADER = 4_096
const CHUNK = 65_536
const CHUNK_HEADER = 512
const RECORD_HEADER = 24
const RECORD_MAGIC = 0x00_00_2a_2a
const FILE_MAGIC = 'ElfFile\0'
const CHUNK_MAGIC = 'ElfChnk\0'
const DIRTY = 1
/** A chunk cannot hold more records than this: each has a header, its template's place and its values. */
const MOST_PER_CHUNK = 2_048n

/** What was found in a file, and what was not as it should be. */
export interface EvtxContent {
  /** By their record ids, whatever the order of the chunks. */
  events: WindowsEvent[]
  /** The file was copied while Windows wrote it: its header is behind its chunks. */
  dirty: boolean
  /** The file ends in the middle of a chunk. */
  truncated: boolean
  /** Chunks whose checksum does not fit what they hold. */
  damagedChunks: number
  /** Records that could not be read. */
  damagedRecords: number
}

/** Whether bytes begin as an `.evtx` file does. */
export function isEvtx(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0, FILE_MAGIC)
}

/**
 * Reads an `.evtx` file. The header is not relied on: every chunk that is there is read, and of a chunk every record that is whole, so that
 * a file copied from a running machine or cut off gives what it has.
 */
export function readEvtx(bytes: Uint8Array): EvtxContent {
  const content: EvtxContent = { events: [], dirty: false, truncated: false, damagedChunks: 0, damagedRecords: 0 }
  if (isEvtx(bytes) && bytes.length >= 128) content.dirty = (viewOf(bytes).getUint32(120, true) & DIRTY) !== 0
  const builder = new EventBuilder()
  for (let at = FILE_HEADER; at < bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK)
    const known = startsWith(chunk, 0, CHUNK_MAGIC)
    if (chunk.length < CHUNK) content.truncated = true
    if (known && chunk.length > CHUNK_HEADER) readChunk(chunk, builder, content)
    // A chunk that Windows set aside and has not used yet is all zeros.
    else if (!known && chunk.some(byte => byte !== 0)) content.damagedChunks++
  }
  content.events.sort((a, b) => (a.recordId ?? 0) - (b.recordId ?? 0))
  return content
}

function readChunk(chunk: Uint8Array, builder: EventBuilder, content: EvtxContent): void {
  const view = viewOf(chunk)
  const free = view.getUint32(48, true)
  const sound = hasSoundHeader(chunk, view) && hasSoundRecords(chunk, view, free)
  if (!sound) content.damagedChunks++
  // Behind the last record of a sound chunk lie the remains of older ones.
  const end = sound ? free : chunk.length
  const xml = new BinaryXml(view, builder)
  let before: bigint | null = null
  for (let at = CHUNK_HEADER; at + RECORD_HEADER <= end;) {
    const record: EvtxRecord | null = recordAt(view, at) ?? nextRecord(view, at, before)
    if (record === null || !follows(record.id, before)) {
      if (sound) content.damagedRecords++
      break
    }
    if (record.at !== at) content.damagedRecords++
    const event = xml.readEvent(record.at + RECORD_HEADER, record.end - 4)
    if (event === null) content.damagedRecords++
    else content.events.push(event)
    before = record.id
    at = record.end
  }
}

interface EvtxRecord {
  at: number
  end: number
  id: bigint
}

/** The record that begins at a place, where one does: its size stands at its beginning and at its end. */
function recordAt(view: DataView, at: number): EvtxRecord | null {
  if (at + RECORD_HEADER > view.byteLength || view.getUint32(at, true) !== RECORD_MAGIC) return null
  const size = view.getUint32(at + 4, true)
  const end = at + size
  if (size < RECORD_HEADER + 8 || end > view.byteLength || view.getUint32(end - 4, true) !== size) return null
  return { at, end, id: view.getBigUint64(at + 8, true) }
}

/** The next record behind a broken one; older ones are the remains of what the chunk held before. */
function nextRecord(view: DataView, from: number, before: bigint | null): EvtxRecord | null {
  for (let at = from + 1; at + RECORD_HEADER <= view.byteLength; at++) {
    const record = recordAt(view, at)
    if (record !== null && follows(record.id, before)) return record
  }
  return null
}

function follows(id: bigint, before: bigint | null): boolean {
  return before === null || (id > before && id - before <= MOST_PER_CHUNK)
}

function hasSoundHeader(chunk: Uint8Array, view: DataView): boolean {
  if (chunk.length < CHUNK) return false
  return crc32(chunk.subarray(128, CHUNK_HEADER), crc32(chunk.subarray(0, 120))) === view.getUint32(124, true)
}

function hasSoundRecords(chunk: Uint8Array, view: DataView, free: number): boolean {
  if (free < CHUNK_HEADER || free > chunk.length) return false
  return crc32(chunk.subarray(CHUNK_HEADER, free)) === view.getUint32(52, true)
}

function startsWith(bytes: Uint8Array, at: number, magic: string): boolean {
  if (bytes.length < at + magic.length) return false
  for (let i = 0; i < magic.length; i++) if (bytes[at + i] !== magic.charCodeAt(i)) return false
  return true
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
