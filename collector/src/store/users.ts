import type { DatabaseSync } from 'node:sqlite'

import type { Role } from '@forewarn/shared/api.ts'

import { readSites, writeSites, type Sites } from './sites-seen.ts'
import { transaction } from './transaction.ts'

/** A user as others see them; times in ms. */
export interface UserRow {
  name: string
  role: Role
  sites: Sites
  createdAt: number
  disabledAt: number | null
  /** Until when a one-time password lets them in; null once they have one of their own. */
  passwordUntil: number | null
  lastSeenAt: number | null
  sessions: number
}

/** What signing in needs of a user. */
export interface Credentials {
  name: string
  role: Role
  sites: Sites
  passwordHash: string
  passwordUntil: number | null
  disabledAt: number | null
}

export interface NewUser {
  name: string
  role: Role
  sites?: Sites
  passwordHash: string
  passwordUntil?: number | null
}

export interface UserChange {
  role?: Role
  sites?: Sites
  disabled?: boolean
}

export type UserResult =
  | { ok: true; user: UserRow }
  | { ok: false; code: 'unknown-user' | 'name-taken' | 'last-admin' | 'only-viewers' }

const USERS = `
  SELECT name, role, sites, created_at AS createdAt, disabled_at AS disabledAt, password_until AS passwordUntil,
    (SELECT max(seen_at) FROM session WHERE session.user = user.name) AS lastSeenAt,
    (SELECT count(*) FROM session WHERE session.user = user.name AND expires_at > ?1 AND seen_at > ?2) AS sessions
  FROM user`

/** The people who may come in. A user is disabled, never removed: what they did stays under their name. */
export function createUsers(db: DatabaseSync) {
  const known = db.prepare(
    `SELECT name, role, sites, password_hash AS passwordHash, password_until AS passwordUntil, disabled_at AS disabledAt
     FROM user WHERE name = ?`,
  )
  const alike = db.prepare('SELECT 1 FROM user WHERE lower(name) = lower(?)')
  const otherAdmins = db.prepare("SELECT 1 FROM user WHERE role = 'admin' AND disabled_at IS NULL AND name <> ?")
  const change = db.prepare('UPDATE user SET role = ?, sites = ?, disabled_at = ? WHERE name = ?')
  const password = db.prepare('UPDATE user SET password_hash = ?, password_until = ? WHERE name = ?')
  const dropSessions = db.prepare('DELETE FROM session WHERE user = ? AND id_hash IS NOT ?')
  const dropLinks = db.prepare('DELETE FROM sign_in_link WHERE user = ?')

  const toUser = (row: Record<string, unknown>): UserRow =>
    ({ ...row, sites: readSites(row['sites']) }) as unknown as UserRow

  function findUser(name: string): Credentials | null {
    const row = known.get(name)
    return row === undefined ? null : ({ ...row, sites: readSites(row['sites']) } as unknown as Credentials)
  }

  function oneUser(name: string, now: number): UserRow | null {
    const row = db.prepare(`${USERS} WHERE name = ?3`).get(now, 0, name)
    return row === undefined ? null : toUser(row)
  }

  return {
    countUsers: (): number => db.prepare('SELECT count(*) AS n FROM user').get()!['n'] as number,

    findUser,

    /** All users; sessions last used at or before `idleSince` do not count. */
    listUsers: (idleSince: number, now: number): UserRow[] =>
      db.prepare(`${USERS} ORDER BY disabled_at IS NOT NULL, name`).all(now, idleSince).map(toUser),

    /** Names that differ only in case are one name to people, so the second is refused. */
    createUser(user: NewUser, now: number): UserResult {
      const { name, role, sites = null, passwordHash, passwordUntil = null } = user
      if (alike.get(name) !== undefined) return { ok: false, code: 'name-taken' }
      if (sites !== null && role !== 'viewer') return { ok: false, code: 'only-viewers' }
      db.prepare(
        'INSERT INTO user (name, role, sites, password_hash, password_until, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(name, role, writeSites(sites), passwordHash, passwordUntil, now)
      return { ok: true, user: oneUser(name, now)! }
    },

    /** Someone must always be able to let others in: the last administrator keeps role and access. */
    changeUser(name: string, wanted: UserChange, now: number): UserResult {
      const user = findUser(name)
      if (user === null) return { ok: false, code: 'unknown-user' }
      const { role = user.role } = wanted
      if (role !== 'viewer' && wanted.sites !== undefined && wanted.sites !== null)
        return { ok: false, code: 'only-viewers' }
      const sites = role === 'viewer' ? (wanted.sites === undefined ? user.sites : wanted.sites) : null
      const disabled = wanted.disabled ?? user.disabledAt !== null
      const wasAdmin = user.role === 'admin' && user.disabledAt === null
      if (wasAdmin && (role !== 'admin' || disabled) && otherAdmins.get(name) === undefined)
        return { ok: false, code: 'last-admin' }
      transaction(db, () => {
        change.run(role, writeSites(sites), disabled ? (user.disabledAt ?? now) : null, name)
        if (!disabled) return
        dropSessions.run(name, null)
        dropLinks.run(name)
      })
      return { ok: true, user: oneUser(name, now)! }
    },

    /** Puts another password in the place of theirs. Every session but `keep`, and every link, was opened under the old one and ends. */
    setPassword(name: string, hash: string, { until, keep }: { until: number | null; keep: Uint8Array | null }): void {
      transaction(db, () => {
        password.run(hash, until, name)
        dropSessions.run(name, keep)
        dropLinks.run(name)
      })
    },
  }
}
