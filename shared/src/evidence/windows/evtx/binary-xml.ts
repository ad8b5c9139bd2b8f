import type { EventBuilder } from '../event-builder.ts'
import type { WindowsEvent } from '../event.ts'
import { ChunkTexts, Damaged } from './chunk-texts.ts'
import { ARRAY, BINARY_XML, listTexts, valueText, type Bytes } from './values.ts'

/*
 * Binary XML as it stands in the chunks of an `.evtx` file. Facts of the format: Microsoft's [MS-EVEN6] and Joachim Metz, "Windows XML
 * Event Log (EVTX) format" (libevtx). A record is a fragment that names a template, which stands somewhere in the same chunk, and
 * the values to put into it; a value may be binary XML again.
 */

const END_OF_FILE = 0x00
const OPEN_ELEMENT = 0x01
const CLOSE_START = 0x02
const CLOSE_EMPTY = 0x03
const END_ELEMENT = 0x04
const VALUE = 0x05
const ATTRIBUTE = 0x06
const CDATA = 0x07
const CHARACTER = 0x08
const ENTITY = 0x09
const INSTRUCTION_TARGET = 0x0a
const INSTRUCTION_DATA = 0x0b
const TEMPLATE = 0x0c
const NORMAL_VALUE = 0x0d
const OPTIONAL_VALUE = 0x0e
const FRAGMENT = 0x0f
/** Set in a token after which more of the same follows. */
const MORE = 0x40

/** No event of Windows comes near these; a damaged or hostile one must come to an end. */
const MOST_TOKENS = 20_000
const MOST_DEPTH = 32
const MOST_VALUES = 1_024
const MOST_CHARACTERS = 1_000_000
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

interface Value extends Bytes {
  type: number
}

/** Where the reader stands: in a template with the values to put into it, or in a value that is binary XML itself. */
interface Place {
  at: number
  end: number
  values: readonly Value[]
  /** Elements in a value that is binary XML lack two bytes (the dependency id) that all others have. */
  inValue: boolean
}

/** Reads records of one chunk. Names and templates are shared by the records of a chunk and refer to places in it. */
export class BinaryXml {
  readonly #view: DataView
  readonly #builder: EventBuilder
  readonly #texts: ChunkTexts
  #tokens = 0
  /** Characters of text that the event at hand has so far; one value can be put into many places. */
  #characters = 0

  constructor(chunk: DataView, builder: EventBuilder) {
    this.#view = chunk
    this.#builder = builder
    this.#texts = new ChunkTexts(chunk)
  }

  /** The event whose binary XML stands between two places of the chunk, or null where it is damaged. */
  readEvent(start: number, end: number): WindowsEvent | null {
    this.#tokens = 0
    this.#characters = 0
    this.#builder.begin()
    try {
      this.#content({ at: start, end, values: [], inValue: false }, 0)
      return this.#builder.finish()
    } catch (error) {
      if (error instanceof Damaged || error instanceof RangeError) return null
      throw error
    }
  }

  /** Everything up to the end of the element or fragment the reader stands in. */
  #content(place: Place, depth: number): void {
    if (depth > MOST_DEPTH) throw new Damaged('nested too deeply')
    while (place.at < place.end) {
      if (++this.#tokens > MOST_TOKENS) throw new Damaged('too long')
      const token = this.#view.getUint8(place.at++) & ~MORE
      switch (token) {
        case END_OF_FILE:
        case END_ELEMENT:
          return
        case OPEN_ELEMENT:
          this.#element(place, depth)
          break
        case TEMPLATE:
          this.#template(place, depth)
          break
        case FRAGMENT:
          place.at += 3
          break
        case INSTRUCTION_TARGET:
          this.#texts.name(place)
          break
        case INSTRUCTION_DATA:
          this.#texts.string(place)
          break
        default:
          this.#text(token, place, depth)
          break
      }
    }
  }

  #element(place: Place, depth: number): void {
    const hasAttributes = (this.#view.getUint8(place.at - 1) & MORE) !== 0
    place.at += place.inValue ? 4 : 6
    const name = this.#texts.name(place)
    const attributes = hasAttributes ? this.#attributes(place) : []
    const token = this.#view.getUint8(place.at++)
    if (token !== CLOSE_START && token !== CLOSE_EMPTY) throw new Damaged('no end of a start tag')
    const texts = token === CLOSE_START ? this.#textsAt(place) : null
    if (texts === null) {
      this.#open(name, attributes)
      if (token === CLOSE_START) this.#content(place, depth + 1)
      this.#builder.close()
      return
    }
    // An element around a list of values stands once for each of them, and around an optional value that is not there not at all.
    for (const text of texts) {
      this.#open(name, attributes)
      this.#say(text)
      this.#builder.close()
    }
    place.at += 5
  }

  #open(name: string, attributes: readonly (readonly [string, string])[]): void {
    if (!this.#builder.open(name)) throw new Damaged('no event')
    for (const [key, value] of attributes) this.#builder.attribute(key, value)
  }

  /** The texts of the elements that the one at hand stands for, where a list or an optional value is all it holds; else null. */
  #textsAt({ at, values }: Place): string[] | null {
    const token = this.#view.getUint8(at)
    if (token !== NORMAL_VALUE && token !== OPTIONAL_VALUE) return null
    const value = values[this.#view.getUint16(at + 1, true)]
    if (value === undefined || this.#view.getUint8(at + 4) !== END_ELEMENT) return null
    if (value.type === 0 && token === OPTIONAL_VALUE) return []
    return (value.type & ARRAY) === 0 ? null : listTexts(value.type, value)
  }

  #attributes(place: Place): [name: string, value: string][] {
    const found: [string, string][] = []
    const end = place.at + 4 + this.#view.getUint32(place.at, true)
    place.at += 4
    while (place.at < end) {
      const token = this.#view.getUint8(place.at++)
      if ((token & ~MORE) !== ATTRIBUTE) throw new Damaged('no attribute')
      if (++this.#tokens > MOST_TOKENS) throw new Damaged('too long')
      const name = this.#texts.name(place)
      const value = this.#attributeValue(place)
      if (value !== null) found.push([name, value])
    }
    return found
  }

  /** The value of an attribute; null where it is an optional value that is not there, and so is the attribute. */
  #attributeValue(place: Place): string | null {
    const token = this.#view.getUint8(place.at++) & ~MORE
    if (token === OPTIONAL_VALUE || token === NORMAL_VALUE) {
      const value = this.#substitute(place)
      return value === null || (value.type === 0 && token === OPTIONAL_VALUE) ? null : valueText(value.type, value)
    }
    const text = this.#plainText(token, place)
    if (text === null) throw new Damaged('no value of an attribute')
    return text
  }

  #text(token: number, place: Place, depth: number): void {
    if (token !== NORMAL_VALUE && token !== OPTIONAL_VALUE) {
      const text = this.#plainText(token, place)
      if (text === null) throw new Damaged('unknown token')
      this.#say(text)
      return
    }
    const value = this.#substitute(place)
    if (value === null) return
    if (value.type === BINARY_XML) {
      this.#content({ at: value.start, end: value.start + value.size, values: [], inValue: true }, depth + 1)
    } else if ((value.type & ARRAY) !== 0) {
      this.#say(listTexts(value.type, value).join(' '))
    } else this.#say(valueText(value.type, value))
  }

  #say(text: string): void {
    this.#characters += text.length
    if (this.#characters > MOST_CHARACTERS) throw new Damaged('too much text')
    this.#builder.text(text)
  }

  #plainText(token: number, place: Place): string | null {
    switch (token) {
      case VALUE:
        if (this.#view.getUint8(place.at++) !== 1) throw new Damaged('text of another type')
        return this.#texts.string(place)
      case CDATA:
        return this.#texts.string(place)
      case CHARACTER:
        place.at += 2
        return String.fromCharCode(this.#view.getUint16(place.at - 2, true)).toWellFormed()
      case ENTITY:
        return ENTITIES[this.#texts.name(place)] ?? ''
      default:
        return null
    }
  }

  #substitute(place: Place): Value | null {
    const value = place.values[this.#view.getUint16(place.at, true)]
    place.at += 3
    return value ?? null
  }

  /** A template instance: where its template stands, which may be right here, then the values. */
  #template(place: Place, depth: number): void {
    const definition = this.#view.getUint32(place.at + 5, true)
    place.at += 9
    const size = this.#view.getUint32(definition + 20, true)
    if (definition === place.at) place.at += 24 + size
    const values = this.#values(place)
    this.#content({ at: definition + 24, end: definition + 24 + size, values, inValue: false }, depth + 1)
  }

  #values(place: Place): Value[] {
    const count = this.#view.getUint32(place.at, true)
    if (count > MOST_VALUES) throw new Damaged('too many values')
    const values: Value[] = []
    let start = place.at + 4 + count * 4
    for (let i = 0; i < count; i++) {
      const size = this.#view.getUint16(place.at + 4 + i * 4, true)
      const type = this.#view.getUint8(place.at + 6 + i * 4)
      if (start + size > this.#view.byteLength) throw new Damaged('a value beyond the chunk')
      values.push({ type, view: this.#view, start, size })
      start += size
    }
    place.at = start
    return values
  }
}
