import type { DatabaseSync } from 'node:sqlite'

import { createSessions } from './sessions.ts'
import { createTokens } from './tokens.ts'
import { createUsers } from './users.ts'

/**
 * Who may come in: users, their sessions and one-time links, and the tokens of scripts. Secrets arrive here as hashes;
 * nothing in the database lets anyone in.
 */
export function createPeople(db: DatabaseSync) {
  return { ...createUsers(db), ...createSessions(db), ...createTokens(db) }
}

export type People = ReturnType<typeof createPeople>
