/** Longer text is cut, characters: a line is shown as evidence, not kept as a log. */
const EVIDENCE_LENGTH = 200
const NAME_LENGTH = 64
/** A line of a log is looked at no further than this, characters. The kernel's own lines end at 1024 bytes (LOG_LINE_MAX). */
export const LINE_LENGTH = 2_000

/** Control and format characters: the C0 and C1 sets, DEL, zero-width and bidirectional marks, line separators, the byte-order mark. */
const INVISIBLE = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/gu

/**
 * What may tell of a person, and what stands in its place. Device nodes are kept; every other absolute path goes, because it may name
 * a home or a file. Hardware addresses have six pairs, so a drive's command block (five) is not one.
 */
const PRIVATE: readonly [pattern: RegExp, instead: string][] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+/gi, '<url>'],
  [/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/g, '<mail>'],
  [/(?<![\w:])(?:[\da-f]{2}[:-]){5}[\da-f]{2}(?![\w:])/gi, '<mac>'],
  [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g, '<ip>'],
  [/(?<![\w:])(?:[\da-f]{1,4}:){7}[\da-f]{1,4}(?![\w:])/gi, '<ip>'],
  [/(?<![\w:])(?:(?:[\da-f]{1,4}:){1,6}|:)(?::[\da-f]{1,4}){1,6}(?![\w:])/gi, '<ip>'],
  [/\b[a-z]:\\[^\s"'(),;<>]*/gi, '<path>'],
  [/\/(?:home|Users|media|root)\/(?:[^\s"'(),;<>]*[^\s"'(),;<>:.])?/g, '/<path>'],
  [/(^|[^\w.-])\/(?!<path>|dev\/(?!disk\b)[\w!-]+(?:[\s"'),:;\]]|$))[^\s"'(),;<>]*[^\s"'(),;<>:.]/g, '$1<path>'],
]

/** A line for people to read: on one line, visible, without what is private, and short. */
export function cleanEvidence(line: string): string {
  let text = visible(line.slice(0, LINE_LENGTH))
  for (const [pattern, instead] of PRIVATE) text = text.replace(pattern, instead)
  return clip(text, EVIDENCE_LENGTH)
}

/** A name as a program or a part gave it to itself: visible and short. `fallback` where nothing is left. */
export function cleanName(name: string, fallback = 'unknown'): string {
  const text = clip(visible(name.slice(0, LINE_LENGTH)), NAME_LENGTH)
  return text === '' ? fallback : text
}

function visible(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, ' ').replace(/ {2,}/g, ' ').trim()
}

/** The start of a text, ending in … where something was cut; no character is cut in two. */
function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
