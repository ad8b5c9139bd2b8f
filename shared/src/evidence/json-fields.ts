/** A JSON object of which nothing is known yet. */
export type Fields = Record<string, unknown>

/** The value as an object; an empty one where it is none, so that a path into a document needs no checks on its way. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

/** The value's entries as objects, at most `most` of them. */
export function listOf(value: unknown, most: number): Fields[] {
  return Array.isArray(value) ? value.slice(0, most).map(fieldsOf) : []
}

/** A whole number from 0 to `most`, or null. */
export function countOf(value: unknown, most: number = Number.MAX_SAFE_INTEGER): number | null {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most ? (value as number) : null
}

/** Text in one line of printable characters, at most `most` of them; null where nothing is left. */
export function textOf(value: unknown, most = 64): string | null {
  if (typeof value !== 'string') return null
  const line = value
    .slice(0, most * 4)
    .toWellFormed()
    .replaceAll(/[\p{C}\s\uFFFD]+/gu, ' ')
    .trim()
  return line === '' ? null : Array.from(line).slice(0, most).join('').trim()
}
