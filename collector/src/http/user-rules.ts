import type { Role } from '@forewarn/shared/api.ts'
import { randomInt } from 'node:crypto'

import type { StoreClient } from '../store/client.ts'
import { Problem } from './problem.ts'

/** Letters and digits that cannot be mistaken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** About 99 random bits that a person can type. */
export function newPassword(): string {
  const letters = Array.from({ length: 20 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return letters.match(/.{5}/g)!.join('-')
}

/** Names are shown in lists and typed at the sign-in: no control or invisible characters, no blanks at the ends. Throws a `Problem`. */
export function checkUserName(name: string): void {
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}/\\]/u.test(name) || name.trim() !== name || !name.isWellFormed())
    throw new Problem(400, 'invalid-name', 'A name has no blanks at its ends, no slashes and no invisible characters.')
}

/** Only viewers are limited, and only to sites there are. Throws a `Problem`. */
export async function checkSites(store: StoreClient, role: Role, sites: readonly string[] | null): Promise<void> {
  if (sites === null) return
  if (role !== 'viewer') throw onlyViewers()
  const known = new Set((await store.places.listSites()).map(({ id }) => id))
  const unknown = sites.find(id => !known.has(id))
  if (unknown !== undefined) throw new Problem(400, 'unknown-site', `There is no site ${unknown}.`)
}

export const onlyViewers = (): Problem =>
  new Problem(
    400,
    'only-viewers',
    'Only viewers can be limited to sites; engineers and administrators see all of them.',
  )
