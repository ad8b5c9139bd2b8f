const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Text or an attribute's value with its entities read: the five of XML and numbers. Any other entity stays as it is written, because
 * what a document declares itself is never expanded.
 */
export function unescape(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : '\ufffd'
  })
}

/** Where a marker comes next, or -1. */
export type Finder = (marker: string, from: number) => number

/**
 * Finds markers in a text in time linear in the text: where one comes next is remembered, so that a text full of things that are never
 * closed is not searched to its end for each of them.
 */
export function createFinder(text: string): Finder {
  const known = new Map<string, { from: number; at: number }>()
  return (marker, from) => {
    const last = known.get(marker)
    if (last !== undefined && from >= last.from && (last.at === -1 || from <= last.at)) return last.at
    const at = text.indexOf(marker, from)
    known.set(marker, { from, at })
    return at
  }
}

/** The place behind a comment, a CDATA section, an instruction or a document type that begins at `start`; null where its end is not there. */
export function afterMarkup(text: string, start: number, find: Finder): number | null {
  const markers: [begin: string, end: string][] = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ]
  for (const [begin, end] of markers) {
    if (!text.startsWith(begin, start)) continue
    const at = find(end, start + begin.length)
    return at === -1 ? null : at + end.length
  }
  const end = find('>', start)
  const subset = find('[', start)
  if (end === -1 || subset === -1 || subset > end) return end === -1 ? null : end + 1
  const closed = find(']>', subset)
  return closed === -1 ? null : closed + 2
}

/** Whether a character code is a space of XML. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}
