import { EventBuilder } from './event-builder.ts'
import type { WindowsEvent } from './event.ts'
import { MOST_CHARACTERS, readEventElement } from './xml-element.ts'
import { afterMarkup, createFinder, isSpace, type Finder } from './xml-markup.ts'

const START = '<Event'
/** The longest beginning of a markup that must be whole to be told: `<![CDATA[`. */
const MARKUP_HEAD = 9

/** Reads events piece by piece, as a program writes them. */
export interface EventXmlReader {
  push(text: string): void
  /** No more text comes: what is left is an event cut off, or nothing. */
  end(): void
  /** Events passed over because they were damaged. */
  readonly damaged: number
  /** Whether the text ended in the middle of an event. */
  readonly truncated: boolean
}

/**
 * Reads `<Event>` elements as `wevtutil qe … /f:XML` and the Event Viewer write them: one after the other or inside `<Events>`, of any
 * channels. A scanner by hand, strict in what an event is made of: a damaged one is passed over and counted, and reading goes on at the
 * next. Document types are passed over; nothing they declare is ever expanded.
 */
export function createEventXmlReader(take: (event: WindowsEvent) => void): EventXmlReader {
  const builder = new EventBuilder()
  let rest = ''
  let damaged = 0
  /** Events without an end that nothing whole has followed yet. */
  let cutOff = 0

  function read(isEnd: boolean): void {
    const find = createFinder(rest)
    let i = 0
    for (;;) {
      const start = startOf(rest, i, find, isEnd)
      const outcome = start.found ? readEventElement(rest, start.at, find, builder) : 'incomplete'
      if (!start.found || (outcome === 'incomplete' && !isEnd)) {
        rest = rest.slice(start.at)
        return
      }
      i = start.at + START.length
      if (outcome === 'damaged') damaged++
      else if (outcome === 'incomplete') cutOff++
      else {
        take(outcome.event)
        i = outcome.end
        damaged += cutOff
        cutOff = 0
      }
    }
  }

  return {
    push(text) {
      rest += text
      read(false)
    },
    end() {
      read(true)
      rest = ''
    },
    get damaged() {
      return damaged + Math.max(0, cutOff - 1)
    },
    get truncated() {
      return cutOff > 0
    },
  }
}

/** Where the next event begins; where none does, from where on the text must be kept until more of it comes. */
function startOf(text: string, from: number, find: Finder, isEnd: boolean): { found: boolean; at: number } {
  let i = from
  for (;;) {
    const start = find(START, i)
    const markup = find('<!', i)
    if (markup !== -1 && (start === -1 || markup < start)) {
      const end = afterMarkup(text, markup, find)
      const mayGrow = !isEnd && text.length - markup <= MOST_CHARACTERS
      if (mayGrow && (end === null || text.length - markup < MARKUP_HEAD)) return { found: false, at: markup }
      i = end ?? markup + 2
    } else if (start === -1) {
      return { found: false, at: Math.max(i, text.length - START.length) }
    } else {
      const next = text.charCodeAt(start + START.length)
      if (Number.isNaN(next)) return { found: false, at: start }
      if (isSpace(next) || next === 62 || next === 47) return { found: true, at: start }
      i = start + START.length
    }
  }
}
