import type { DatabaseSync } from 'node:sqlite'

/** Three years; the table itself refuses to lose anything younger. */
export const AUDIT_MS = 94_694_400_000
const PURGED_AT_ONCE = 5000

export type ActorKind = 'user' | 'token' | 'device' | 'stranger'

/** One thing somebody did, or tried to do, through the API. */
export interface AuditEntry {
  at: number
  actor: string
  actorKind: ActorKind
  address: string
  /** `POST /users/{user}/reset`: a method and a path as the OpenAPI document names it. */
  action: string
  /** The id of what it was done to; empty where the action says it all. */
  subject: string
  /** What of the request is worth keeping, none of it secret. */
  detail: Record<string, unknown>
  /** The HTTP status that answered it. */
  status: number
}

export type AuditRow = AuditEntry & { id: number }

export interface AuditFilter {
  actor?: string
  action?: string
  subject?: string
  outcome?: 'done' | 'refused' | 'failed'
  since?: number
  until?: number
  /** Only what was written down before the entry of this number, for paging. */
  before?: number
  limit: number
}

const OUTCOMES = { done: 'status < 400', refused: 'status BETWEEN 400 AND 499', failed: 'status >= 500' }

/** What was done through the API: only added to, newest first when read. */
export function createAudit(db: DatabaseSync) {
  const insert = db.prepare(
    'INSERT INTO audit (at, actor, actor_kind, address, action, subject, detail, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const purge = db.prepare(
    `DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < min(?, (SELECT max(at) FROM audit) - ${AUDIT_MS}) LIMIT ${PURGED_AT_ONCE})`,
  )

  return {
    add({ at, actor, actorKind, address, action, subject, detail, status }: AuditEntry): void {
      insert.run(at, actor, actorKind, address, action, subject, JSON.stringify(detail), status)
    },

    list(filter: AuditFilter): AuditRow[] {
      const { actor, action, subject, outcome, since, until, before, limit } = filter
      const wheres: string[] = ['TRUE']
      const values: (string | number)[] = []
      const add = (where: string, value: string | number | undefined): void => {
        if (value === undefined) return
        wheres.push(where)
        values.push(value)
      }
      add('actor = ?', actor)
      add('action = ?', action)
      add('subject = ?', subject)
      add('at >= ?', since)
      add('at < ?', until)
      add('id < ?', before)
      if (outcome !== undefined) wheres.push(OUTCOMES[outcome])
      const rows = db.prepare(
        `SELECT id, at, actor, actor_kind AS actorKind, address, action, subject, detail, status
         FROM audit WHERE ${wheres.join(' AND ')} ORDER BY id DESC LIMIT ?`,
      )
      return rows
        .all(...values, limit)
        .map(row => ({ ...row, detail: JSON.parse(row['detail'] as string) }) as unknown as AuditRow)
    },

    /** Forgets some of what is older than three years; part of the nightly retention, in its transaction. */
    purge: (now: number): void => void purge.run(now - AUDIT_MS),
  }
}

export type Audit = ReturnType<typeof createAudit>
