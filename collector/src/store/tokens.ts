import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

import type { Role } from '@forewarn/shared/api.ts'

import { readSites, writeSites, type Sites } from './sites-seen.ts'

export interface TokenRow {
  id: string
  name: string
  role: Role
  sites: Sites
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
}

const TOKENS =
  'SELECT id, name, role, sites, created_at AS createdAt, last_used_at AS lastUsedAt, revoked_at AS revokedAt FROM token'

/** The tokens of scripts. */
export function createTokens(db: DatabaseSync) {
  const tokenOf = db.prepare(`${TOKENS} WHERE token_hash = ? AND revoked_at IS NULL`)
  const toToken = (row: Record<string, unknown>): TokenRow =>
    ({ ...row, sites: readSites(row['sites']) }) as unknown as TokenRow

  return {
    createToken(input: { name: string; role: Role; sites?: Sites; tokenHash: Uint8Array }, now: number): TokenRow {
      const { name, role, sites = null, tokenHash } = input
      const id = `token-${randomBytes(6).toString('hex')}`
      db.prepare('INSERT INTO token (id, name, role, sites, token_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)').run(
        id,
        name,
        role,
        writeSites(sites),
        tokenHash,
        now,
      )
      return { id, name, role, sites, createdAt: now, lastUsedAt: null, revokedAt: null }
    },

    findToken(tokenHash: Uint8Array): TokenRow | null {
      const row = tokenOf.get(tokenHash)
      return row === undefined ? null : toToken(row)
    },

    touchToken(id: string, now: number): void {
      db.prepare('UPDATE token SET last_used_at = ? WHERE id = ?').run(now, id)
    },

    listTokens: (): TokenRow[] => db.prepare(`${TOKENS} ORDER BY created_at`).all().map(toToken),

    /** Whether there was such a token that still worked. */
    revokeToken: (id: string, now: number): boolean =>
      Number(db.prepare('UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL').run(now, id).changes) >
      0,
  }
}
