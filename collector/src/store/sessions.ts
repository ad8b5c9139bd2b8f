import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

import type { Role } from '@forewarn/shared/api.ts'

import { readSites, type Sites } from './sites-seen.ts'

/** A session as a request finds it. */
export interface SessionRow {
  id: string
  user: string
  role: Role
  sites: Sites
  /** The user has a one-time password and must set one of their own first. */
  mustChange: boolean
  seenAt: number
}

/** A session as its owner sees it in a list. */
export interface SessionEntry {
  id: string
  way: 'password' | 'link'
  address: string
  /** What the browser said of itself. */
  agent: string
  createdAt: number
  seenAt: number
  expiresAt: number
}

export interface NewSession {
  idHash: Uint8Array
  user: string
  way: SessionEntry['way']
  address: string
  agent: string
  expiresAt: number
}

/** The sessions of users and the one-time links that open one. */
export function createSessions(db: DatabaseSync) {
  const sessionOf = db.prepare(`
    SELECT session.id, user.name AS user, user.role AS role, user.sites AS sites, session.seen_at AS seenAt,
      user.password_until IS NOT NULL AS mustChange
    FROM session JOIN user ON user.name = session.user
    WHERE session.id_hash = ? AND session.expires_at > ? AND session.seen_at > ? AND user.disabled_at IS NULL`)
  const ofUser = db.prepare(`
    SELECT id, way, address, agent, created_at AS createdAt, seen_at AS seenAt, expires_at AS expiresAt
    FROM session WHERE user = ? AND expires_at > ? AND seen_at > ? ORDER BY seen_at DESC, id`)
  const insert = db.prepare(
    `INSERT INTO session (id_hash, id, user, way, address, agent, created_at, seen_at, expires_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)`,
  )

  return {
    createSession({ idHash, user, way, address, agent, expiresAt }: NewSession, now: number): void {
      db.prepare('DELETE FROM session WHERE expires_at <= ?').run(now)
      insert.run(idHash, `session-${randomBytes(6).toString('hex')}`, user, way, address, agent, now, expiresAt)
    },

    /** The session, unless it ended, was last seen at or before `idleSince`, or its user was disabled. */
    findSession(idHash: Uint8Array, idleSince: number, now: number): SessionRow | null {
      const row = sessionOf.get(idHash, now, idleSince)
      if (row === undefined) return null
      return { ...row, sites: readSites(row['sites']), mustChange: row['mustChange'] === 1 } as unknown as SessionRow
    },

    /** The sessions a user could still use, the one used last first. */
    listSessions: (user: string, idleSince: number, now: number): SessionEntry[] =>
      ofUser.all(user, now, idleSince).map(row => ({ ...row }) as unknown as SessionEntry),

    touchSession(idHash: Uint8Array, now: number): void {
      db.prepare('UPDATE session SET seen_at = ? WHERE id_hash = ?').run(now, idHash)
    },

    /** Whose session it was; null where there was none. */
    endSession(idHash: Uint8Array): string | null {
      const row = db.prepare('DELETE FROM session WHERE id_hash = ? RETURNING user').get(idHash)
      return (row?.['user'] as string | undefined) ?? null
    },

    /** Ends a session by what it is listed under. With `user`, only if it is theirs. Whether there was one. */
    endListedSession: (id: string, user: string | null): boolean =>
      Number(db.prepare('DELETE FROM session WHERE id = ?1 AND (?2 IS NULL OR user = ?2)').run(id, user).changes) > 0,

    /** Ends all of a user's sessions; how many there were. */
    endSessionsOf: (user: string): number => Number(db.prepare('DELETE FROM session WHERE user = ?').run(user).changes),

    createLink(ticketHash: Uint8Array, user: string, expiresAt: number, now: number): void {
      db.prepare('DELETE FROM sign_in_link WHERE expires_at <= ?').run(now)
      db.prepare('INSERT INTO sign_in_link (ticket_hash, user, expires_at) VALUES (?, ?, ?)').run(
        ticketHash,
        user,
        expiresAt,
      )
    },

    /** Whom the link lets in. The link is gone afterwards, whether it was still good or not. */
    redeemLink(ticketHash: Uint8Array, now: number): string | null {
      const link = db
        .prepare('DELETE FROM sign_in_link WHERE ticket_hash = ? RETURNING user, expires_at AS expiresAt')
        .get(ticketHash) as { user: string; expiresAt: number } | undefined
      return link === undefined || link.expiresAt <= now ? null : link.user
    },
  }
}
