import { crc32 } from 'node:zlib'

import type { WindowsEvent } from '../event.ts'

/** 100 ns intervals between 1601 and 1970. */
const EPOCH = 116_444_736_000_000_000n
const CHUNK = 65_536
const RECORDS_AT = 512

/** How a file is made. */
interface Options {
  dirty?: boolean
  /** Events a chunk takes before the next begins. */
  perChunk?: number
  /** Chunks that were set aside and not used. */
  spare?: number
  /** The last chunk's header is as it was before its events were written, as in a copy of a file in use. */
  stale?: boolean
  /** How often the provider's name is put into the event's data, which Windows does not do. */
  echo?: number
}

/** An `.evtx` file as Windows writes it: templates shared by the records of a chunk, EventData as binary XML inside a value. */
export function evtxFile(
  events: readonly WindowsEvent[],
  { dirty = false, perChunk = 50, spare = 0, stale = false, echo = 0 }: Options = {},
): Buffer {
  const groups: WindowsEvent[][] = []
  for (let i = 0; i < events.length; i += perChunk) groups.push(events.slice(i, i + perChunk))
  const chunks = groups.map((group, i) => new ChunkWriter(echo).write(group, stale && i === groups.length - 1))
  const header = Buffer.alloc(4_096)
  header.write('ElfFile\0', 'latin1')
  header.writeUInt32LE(128, 32)
  header.writeUInt16LE(1, 36)
  header.writeUInt16LE(3, 38)
  header.writeUInt16LE(4_096, 40)
  header.writeUInt16LE(dirty ? 0 : chunks.length, 42)
  header.writeUInt32LE(dirty ? 1 : 0, 120)
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124)
  return Buffer.concat([header, ...chunks, Buffer.alloc(spare * CHUNK)])
}

/** A value to put into a template: its type and its bytes. */
type Value = readonly [type: number, bytes: Buffer]
/** The value of a number and type, in a place where it may have to be. */
interface Slot {
  value: number
  type: number
  optional?: boolean
}
interface Element {
  name: string
  attributes?: Record<string, string | Slot>
  content?: (Element | Slot | string)[]
}

const STRING = 0x01
const text = (value: string): Value => [STRING, Buffer.from(value, 'utf16le')]
const whole = (type: number, value: number): Value => [type, number(value, { 4: 1, 6: 2, 8: 4 }[type]!)]
const NOTHING: Value = [0, Buffer.alloc(0)]

function number(value: number, size: number): Buffer {
  const buffer = Buffer.alloc(size)
  buffer.writeUIntLE(value, 0, size)
  return buffer
}

const slot = (value: number, type: number, optional = false): Slot => ({ value, type, optional })

const SYSTEM: Element = {
  name: 'System',
  content: [
    { name: 'Provider', attributes: { Name: slot(0, STRING), Guid: slot(9, 0x0f, true) } },
    { name: 'EventID', attributes: { Qualifiers: slot(2, 6, true) }, content: [slot(1, 6)] },
    { name: 'Version', content: [slot(3, 4, true)] },
    { name: 'Level', content: [slot(4, 4)] },
    { name: 'Task', content: [slot(5, 6)] },
    { name: 'TimeCreated', attributes: { SystemTime: slot(6, 0x11) } },
    { name: 'EventRecordID', content: [slot(7, 0x0a)] },
    { name: 'Channel', content: [slot(8, STRING)] },
    { name: 'Computer', content: ['SOME-ROOM'] },
  ],
}
const EVENT: Element = {
  name: 'Event',
  attributes: { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
  content: [SYSTEM, slot(10, 0x21, true)],
}

class ChunkWriter {
  readonly #bytes = Buffer.alloc(CHUNK)
  readonly #names = new Map<string, number>()
  readonly #templates = new Map<string, number>()
  readonly #root: Element
  #at = RECORDS_AT

  constructor(echo: number) {
    const echoes: Element = { name: 'Data', content: Array.from({ length: echo }, () => slot(0, STRING)) }
    this.#root = echo === 0 ? EVENT : { ...EVENT, content: [SYSTEM, { name: 'EventData', content: [echoes] }] }
  }

  write(events: readonly WindowsEvent[], stale: boolean): Buffer {
    const bytes = this.#bytes
    for (const event of events) this.#record(event)
    bytes.write('ElfChnk\0', 'latin1')
    bytes.writeUInt32LE(128, 40)
    const free = stale ? RECORDS_AT : this.#at
    bytes.writeUInt32LE(free, 48)
    bytes.writeUInt32LE(crc32(bytes.subarray(RECORDS_AT, free)), 52)
    bytes.writeUInt32LE(crc32(bytes.subarray(128, RECORDS_AT), crc32(bytes.subarray(0, 120))), 124)
    if (stale) bytes.writeUInt32LE(7, 52)
    return bytes
  }

  #record(event: WindowsEvent): void {
    const start = this.#at
    const time = BigInt(event.at) * 10_000n + EPOCH
    this.#at += 24
    const ticks = Buffer.alloc(8)
    ticks.writeBigUInt64LE(time)
    const id = Buffer.alloc(8)
    id.writeBigUInt64LE(BigInt(event.recordId ?? 0))
    this.#put(0x0f, 1, 1, 0)
    const values: Value[] = [
      text(event.provider),
      whole(6, event.id),
      event.qualifiers === null ? NOTHING : whole(6, event.qualifiers),
      whole(4, event.version),
      whole(4, event.level),
      whole(6, event.task),
      [0x11, ticks],
      [0x0a, id],
      text(event.channel),
      NOTHING,
    ]
    this.#template(this.#root, 'event', values, event)
    this.#put(0)
    const size = this.#at + 4 - start
    this.#put(...number(size, 4))
    this.#bytes.writeUInt32LE(0x2a2a, start)
    this.#bytes.writeUInt32LE(size, start + 4)
    id.copy(this.#bytes, start + 8)
    ticks.copy(this.#bytes, start + 16)
  }

  /** A template instance; the template itself stands where it is used first. The last value is the event's own data. */
  #template(root: Element, key: string, values: Value[], event: WindowsEvent | null): void {
    this.#put(0x0c, 1, 0, 0, 0, 0)
    const known = this.#templates.get(key)
    this.#put(...number(known ?? this.#at + 4, 4))
    if (known === undefined) {
      const at = this.#at
      this.#templates.set(key, at)
      this.#at += 24
      this.#put(0x0f, 1, 1, 0)
      this.#element(root)
      this.#put(0)
      this.#bytes.writeUInt32LE(this.#at - at - 24, at + 20)
    }
    const count = values.length + (event === null ? 0 : 1)
    this.#put(...number(count, 4))
    const descriptors = this.#at
    this.#at += count * 4
    for (const [i, [type, bytes]] of values.entries()) {
      this.#describe(descriptors, i, type, bytes.length)
      this.#put(...bytes)
    }
    if (event === null) return
    const start = this.#at
    this.#eventData(event)
    this.#describe(descriptors, values.length, start === this.#at ? 0 : 0x21, this.#at - start)
  }

  #describe(descriptors: number, i: number, type: number, size: number): void {
    this.#bytes.writeUInt16LE(size, descriptors + i * 4)
    this.#bytes[descriptors + i * 4 + 2] = type
  }

  /** Named fields have a template of their own, one value each; those without a name are one list of texts. */
  #eventData({ data, binary, userData }: WindowsEvent): void {
    if (data.length === 0 && binary === null && userData.length === 0) return
    this.#put(0x0f, 1, 1, 0)
    const bytes: Value = binary === null ? NOTHING : [0x0e, Buffer.from(binary, 'hex')]
    const binaryAt = (value: number): Element => ({ name: 'Binary', content: [slot(value, 0x0e, true)] })
    const names = data.map(([name]) => name).filter(name => name !== null)
    if (userData.length > 0) {
      const root = userData[0]![0]!.split('/')[0]!
      const leaves = userData.map(([path, value]): Element => ({ name: path!.split('/').at(-1)!, content: [value] }))
      this.#template({ name: 'UserData', content: [{ name: root, content: leaves }] }, `user ${this.#at}`, [], null)
    } else if (names.length > 0) {
      const fields = names.map((Name, i): Element => ({
        name: 'Data',
        attributes: { Name },
        content: [slot(i, STRING)],
      }))
      const root: Element = { name: 'EventData', content: [...fields, binaryAt(fields.length)] }
      this.#template(root, `named ${names.join()}`, [...data.map(([, value]) => text(value)), bytes], null)
    } else {
      const list: Value = [0x81, Buffer.from(data.map(([, value]) => `${value}\0`).join(''), 'utf16le')]
      const root: Element = { name: 'EventData', content: [{ name: 'Data', content: [slot(0, 0x81)] }, binaryAt(1)] }
      this.#template(root, 'list', [list, bytes], null)
    }
  }

  #element({ name, attributes = {}, content = [] }: Element): void {
    const entries = Object.entries(attributes)
    this.#put(entries.length > 0 ? 0x41 : 0x01, 0xff, 0xff)
    const size = this.#at
    this.#at += 4
    this.#name(name)
    if (entries.length > 0) {
      const list = this.#at
      this.#at += 4
      for (const [i, [key, value]] of entries.entries()) {
        this.#put(i < entries.length - 1 ? 0x46 : 0x06)
        this.#name(key)
        this.#node(value)
      }
      this.#bytes.writeUInt32LE(this.#at - list - 4, list)
    }
    if (content.length === 0) this.#put(0x03)
    else {
      this.#put(0x02)
      for (const node of content) this.#node(node)
      this.#put(0x04)
    }
    this.#bytes.writeUInt32LE(this.#at - size - 4, size)
  }

  #node(node: Element | Slot | string): void {
    if (typeof node === 'string') this.#put(0x05, 0x01, ...number(node.length, 2), ...Buffer.from(node, 'utf16le'))
    else if ('name' in node) this.#element(node)
    else this.#put(node.optional === true ? 0x0e : 0x0d, ...number(node.value, 2), node.type)
  }

  #name(name: string): void {
    const known = this.#names.get(name)
    this.#put(...number(known ?? this.#at + 4, 4))
    if (known !== undefined) return
    this.#names.set(name, this.#at)
    this.#put(0, 0, 0, 0, 0, 0, ...number(name.length, 2), ...Buffer.from(`${name}\0`, 'utf16le'))
  }

  #put(...bytes: number[]): void {
    for (const byte of bytes) this.#bytes[this.#at++] = byte
  }
}
