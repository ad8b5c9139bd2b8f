import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

import type { Role } from '@forewarn/shared/api.ts'

export interface UserRow {
  name: string
  role: Role
  passwordHash: string
}

export interface SessionRow {
  user: string
  role: Role
  seenAt: number
}

export interface TokenRow {
  id: string
  name: string
  role: Role
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
}

export type People = ReturnType<typeof createPeople>

const TOKENS =
  'SELECT id, name, role, created_at AS createdAt, last_used_at AS lastUsedAt, revoked_at AS revokedAt FROM token'

/**
 * Who may come in: users, their sessions and one-time links, and the tokens of scripts. Secrets arrive here as hashes;
 * nothing in the database lets anyone in.
 */
export function createPeople(db: DatabaseSync) {
  const userNamed = db.prepare('SELECT name, role, password_hash AS passwordHash FROM user WHERE name = ?')
  const sessionOf = db.prepare(`
    SELECT user.name AS user, user.role AS role, session.seen_at AS seenAt
    FROM session JOIN user ON user.name = session.user
    WHERE session.id_hash = ? AND session.expires_at > ? AND session.seen_at > ?`)
  const tokenOf = db.prepare(`${TOKENS} WHERE token_hash = ? AND revoked_at IS NULL`)

  return {
    countUsers: (): number => db.prepare('SELECT count(*) AS n FROM user').get()!['n'] as number,

    createUser(user: UserRow, now: number): void {
      db.prepare('INSERT INTO user (name, role, password_hash, created_at) VALUES (?, ?, ?, ?)').run(
        user.name,
        user.role,
        user.passwordHash,
        now,
      )
    },

    findUser(name: string): UserRow | null {
      const row = userNamed.get(name)
      return row === undefined ? null : ({ ...row } as unknown as UserRow)
    },

    createSession(idHash: Uint8Array, user: string, expiresAt: number, now: number): void {
      db.prepare('DELETE FROM session WHERE expires_at <= ?').run(now)
      db.prepare('INSERT INTO session (id_hash, user, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?)').run(
        idHash,
        user,
        now,
        now,
        expiresAt,
      )
    },

    /** The session, unless it ended, or was last seen at or before `idleSince`. */
    findSession(idHash: Uint8Array, idleSince: number, now: number): SessionRow | null {
      const row = sessionOf.get(idHash, now, idleSince)
      return row === undefined ? null : ({ ...row } as unknown as SessionRow)
    },

    touchSession(idHash: Uint8Array, now: number): void {
      db.prepare('UPDATE session SET seen_at = ? WHERE id_hash = ?').run(now, idHash)
    },

    endSession(idHash: Uint8Array): void {
      db.prepare('DELETE FROM session WHERE id_hash = ?').run(idHash)
    },

    createLink(ticketHash: Uint8Array, user: string, expiresAt: number, now: number): void {
      db.prepare('DELETE FROM sign_in_link WHERE expires_at <= ?').run(now)
      db.prepare('INSERT INTO sign_in_link (ticket_hash, user, expires_at) VALUES (?, ?, ?)').run(
        ticketHash,
        user,
        expiresAt,
      )
    },

    /** Whom the link lets in. The link is gone afterwards, whether it was still good or not. */
    redeemLink(ticketHash: Uint8Array, now: number): { user: string; role: Role } | null {
      const link = db
        .prepare('DELETE FROM sign_in_link WHERE ticket_hash = ? RETURNING user, expires_at')
        .get(ticketHash)
      if (link === undefined || (link['expires_at'] as number) <= now) return null
      const { name, role } = userNamed.get(link['user'] as string) as unknown as UserRow
      return { user: name, role }
    },

    createToken(input: { name: string; role: Role; tokenHash: Uint8Array }, now: number): TokenRow {
      const id = `token-${randomBytes(6).toString('hex')}`
      db.prepare('INSERT INTO token (id, name, role, token_hash, created_at) VALUES (?, ?, ?, ?, ?)').run(
        id,
        input.name,
        input.role,
        input.tokenHash,
        now,
      )
      return { id, name: input.name, role: input.role, createdAt: now, lastUsedAt: null, revokedAt: null }
    },

    findToken(tokenHash: Uint8Array): TokenRow | null {
      const row = tokenOf.get(tokenHash)
      return row === undefined ? null : ({ ...row } as unknown as TokenRow)
    },

    touchToken(id: string, now: number): void {
      db.prepare('UPDATE token SET last_used_at = ? WHERE id = ?').run(now, id)
    },

    listTokens: (): TokenRow[] =>
      db
        .prepare(`${TOKENS} ORDER BY created_at`)
        .all()
        .map(row => ({ ...row }) as unknown as TokenRow),

    /** Whether there was such a token that still worked. */
    revokeToken: (id: string, now: number): boolean =>
      Number(db.prepare('UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL').run(now, id).changes) >
      0,
  }
}
