import { cleanName } from '../clean.ts'

/** What is looked at of a name that may be a path, characters from its end. */
const TAIL = 1_000

/** The file's name at the end of a path: a path may lie in somebody's home. */
export function baseName(path: string | null): string | null {
  return cleanName((path ?? '').slice(-TAIL).replace(/^[^]*[\\/]/, ''), '') || null
}

/** A name given to a service or a driver, which may hold a slash; where it is a path, the end of it. */
export function givenName(name: string | null): string | null {
  return cleanName((name ?? '').slice(-TAIL).replace(/^[^]*\\/, ''), '') || null
}
