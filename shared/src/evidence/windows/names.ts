/** Longer names are cut, characters. */
const NAME_LENGTH = 64
/** Control and format characters: C0, C1, zero-width and direction marks, separators, the byte-order mark. */
const INVISIBLE = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/gu

/** A name of a program, a service or a part, visible and short; null where nothing is left. */
function cleanName(text: string | null): string | null {
  const name = (text ?? '').slice(0, 1_000).toWellFormed().replace(INVISIBLE, ' ').trim()
  if (name === '') return null
  return name.length <= NAME_LENGTH ? name : `${name.slice(0, NAME_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The file's name at the end of a path: a path may lie in somebody's home. */
export function baseName(path: string | null): string | null {
  return cleanName((path ?? '').slice(-1_000).replace(/^[^]*[\\/]/, ''))
}

/** A name given to a service or a driver, which may hold a slash; where it is a path, the end of it. */
export function givenName(name: string | null): string | null {
  return cleanName((name ?? '').slice(-1_000).replace(/^[^]*\\/, ''))
}
