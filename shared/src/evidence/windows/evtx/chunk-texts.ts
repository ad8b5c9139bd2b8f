import { utf16 } from './values.ts'

/** Says that the bytes are not what they should be; caught where a record is read. */
export class Damaged extends Error {}

/** No name of an element or attribute comes near this, characters. */
const MOST_NAME = 256

/** Names and texts in the binary XML of one chunk. A name stands once in it and is referred to by its place. */
export class ChunkTexts {
  readonly #view: DataView
  readonly #names = new Map<number, string>()

  constructor(chunk: DataView) {
    this.#view = chunk
  }

  /** A name: its place in the chunk, and its text where it is used for the first time, which is right here. */
  name(place: { at: number }): string {
    const at = this.#view.getUint32(place.at, true)
    place.at += 4
    const length = this.#view.getUint16(at + 6, true)
    if (length > MOST_NAME) throw new Damaged('a name too long')
    if (at === place.at) place.at += 10 + length * 2
    let name = this.#names.get(at)
    if (name === undefined) {
      if (at + 8 + length * 2 > this.#view.byteLength) throw new Damaged('a name beyond the chunk')
      name = utf16(this.#view, at + 8, length * 2)
      this.#names.set(at, name)
    }
    return name
  }

  /** A text with its length before it. */
  string(place: { at: number }): string {
    const size = this.#view.getUint16(place.at, true) * 2
    const start = place.at + 2
    if (start + size > this.#view.byteLength) throw new Damaged('text beyond the chunk')
    place.at = start + size
    return utf16(this.#view, start, size)
  }
}
