import type { EventBuilder } from './event-builder.ts'
import type { WindowsEvent } from './event.ts'
import { afterMarkup, isSpace, unescape, type Finder } from './xml-markup.ts'

/** What does not end within so many characters is no event: a record is at most 64 KiB, as XML with its bytes in hex some times that. */
export const MOST_CHARACTERS = 1_000_000

const CDATA = '<![CDATA['
const BANG = 33
const QUERY = 63
const SLASH = 47
const OPEN = 60
const CLOSE = 62
const EQUALS = 61
const QUOTE = 34
const APOSTROPHE = 39

/** An event and where it ends, or why there is none: what is written is no event, or its end has not come yet. */
export type Outcome = { event: WindowsEvent; end: number } | 'damaged' | 'incomplete'

/** Reads the `<Event …>…</Event>` that begins at `start`. */
export function readEventElement(text: string, start: number, find: Finder, builder: EventBuilder): Outcome {
  builder.begin()
  const names: string[] = []
  let i = start
  while (i - start <= MOST_CHARACTERS) {
    const code = text.charCodeAt(i + 1)
    if (code === SLASH) {
      const name = names.pop() ?? ''
      const end = afterSpaces(text, i + 2 + name.length)
      if (end >= text.length) return 'incomplete'
      if (name === '' || !text.startsWith(name, i + 2) || text.charCodeAt(end) !== CLOSE) return 'damaged'
      builder.close()
      i = end + 1
      if (names.length === 0) return finish(builder, i)
    } else if (code === BANG || code === QUERY) {
      const end = afterMarkup(text, i, find)
      if (end === null) return 'incomplete'
      if (text.startsWith(CDATA, i)) builder.text(text.slice(i + CDATA.length, end - 3))
      else if (text.startsWith('<!D', i)) return 'damaged'
      i = end
    } else {
      const tag = readTag(text, i, builder)
      if (typeof tag === 'string') return tag
      // A second event inside the first means that the first was cut off.
      if (tag.name === 'Event' && names.length > 0) return 'damaged'
      i = tag.end
      if (tag.empty) {
        builder.close()
        if (names.length === 0) return finish(builder, i)
      } else names.push(tag.name)
    }
    const next = text.indexOf('<', i)
    if (next === -1) return text.length - start > MOST_CHARACTERS ? 'damaged' : 'incomplete'
    if (next > i && builder.collects) builder.text(unescape(text.slice(i, next)))
    i = next
  }
  return 'damaged'
}

function finish(builder: EventBuilder, end: number): Outcome {
  const event = builder.finish()
  return event === null ? 'damaged' : { event, end }
}

interface Tag {
  name: string
  /** Whether it is `<…/>`. */
  empty: boolean
  end: number
}

function readTag(text: string, start: number, builder: EventBuilder): Tag | 'damaged' | 'incomplete' {
  let i = afterName(text, start + 1)
  const name = text.slice(start + 1, i)
  if (name === '' && i < text.length) return 'damaged'
  if (!builder.open(name)) return i < text.length ? 'damaged' : 'incomplete'
  for (;;) {
    i = afterSpaces(text, i)
    const code = text.charCodeAt(i)
    if (Number.isNaN(code)) return 'incomplete'
    if (code === CLOSE) return { name, empty: false, end: i + 1 }
    if (code === SLASH) {
      if (i + 1 >= text.length) return 'incomplete'
      return text.charCodeAt(i + 1) === CLOSE ? { name, empty: true, end: i + 2 } : 'damaged'
    }
    const nameEnd = afterName(text, i)
    const equals = afterSpaces(text, nameEnd)
    const open = afterSpaces(text, equals + 1)
    if (open >= text.length) return 'incomplete'
    const quote = text.charCodeAt(open)
    if (nameEnd === i || text.charCodeAt(equals) !== EQUALS || (quote !== QUOTE && quote !== APOSTROPHE))
      return 'damaged'
    let end = open + 1
    for (let code = text.charCodeAt(end); code !== quote; code = text.charCodeAt(++end)) {
      if (code === OPEN) return 'damaged'
      if (Number.isNaN(code)) return 'incomplete'
    }
    const attribute = text.slice(i, nameEnd)
    if (builder.wants(attribute)) builder.attribute(attribute, unescape(text.slice(open + 1, end)))
    i = end + 1
  }
}

function afterName(text: string, from: number): number {
  let i = from
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === CLOSE || code === SLASH || code === EQUALS || code === OPEN || isSpace(code)) break
  }
  return i
}

function afterSpaces(text: string, from: number): number {
  let i = from
  while (isSpace(text.charCodeAt(i))) i++
  return i
}
