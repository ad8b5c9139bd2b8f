import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

export interface CodeRow {
  id: string
  siteId: string
  uses: 'one' | 'many'
  used: number
  createdAt: number
  expiresAt: number
  revokedAt: number | null
}

export interface NewCode {
  siteId: string
  uses: 'one' | 'many'
  secretHash: Uint8Array
  expiresAt: number
}

export interface NewDevice {
  publicId: string
  keyHash: Uint8Array
  hostname: string
  platform: string
  hardware: string[]
  agent: string
}

export type Redemption =
  | { ok: true; publicId: string; epoch: number }
  | { ok: false; code: 'unknown-code' | 'code-expired' | 'code-used' | 'code-revoked' }

export type Enrolment = ReturnType<typeof createEnrolment>

const CODES = `
  SELECT id, site_id AS siteId, uses, used, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt
  FROM enrolment_code`

/** The codes that let a new device in, and the moment one does. */
export function createEnrolment(db: DatabaseSync) {
  return {
    createCode(code: NewCode, now: number): { ok: true; code: CodeRow } | { ok: false; code: 'unknown-site' } {
      if (db.prepare('SELECT 1 FROM site WHERE id = ?').get(code.siteId) === undefined)
        return { ok: false, code: 'unknown-site' }
      const id = `code-${randomBytes(6).toString('hex')}`
      db.prepare(
        'INSERT INTO enrolment_code (id, site_id, secret_hash, uses, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(id, code.siteId, code.secretHash, code.uses, now, code.expiresAt)
      const { siteId, uses, expiresAt } = code
      return { ok: true, code: { id, siteId, uses, used: 0, createdAt: now, expiresAt, revokedAt: null } }
    },

    /** Devices that may connect. */
    countDevices: (): number =>
      db.prepare('SELECT count(*) AS n FROM device WHERE revoked_at IS NULL').get()!['n'] as number,

    listCodes: (): CodeRow[] =>
      db
        .prepare(`${CODES} ORDER BY created_at`)
        .all()
        .map(row => ({ ...row }) as unknown as CodeRow),

    /** Whether there was such a code that still worked. */
    revokeCode: (id: string, now: number): boolean =>
      Number(
        db.prepare('UPDATE enrolment_code SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL').run(now, id).changes,
      ) > 0,

    /** Spends one use of the code and creates the device, both or neither. */
    redeem(secretHash: Uint8Array, device: NewDevice, now: number): Redemption {
      db.exec('BEGIN IMMEDIATE')
      try {
        const code = db.prepare(`${CODES} WHERE secret_hash = ?`).get(secretHash) as unknown as CodeRow | undefined
        const refusal = refusalOf(code, now)
        if (code === undefined || refusal !== null) {
          db.exec('ROLLBACK')
          return { ok: false, code: refusal ?? 'unknown-code' }
        }
        db.prepare('UPDATE enrolment_code SET used = used + 1 WHERE id = ?').run(code.id)
        const row = db
          .prepare(
            `INSERT INTO device (public_id, key_hash, site_id, name, hostname, platform, hardware, agent_version, enrolled_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING epoch`,
          )
          .get(
            device.publicId,
            device.keyHash,
            code.siteId,
            device.hostname,
            device.hostname,
            device.platform,
            JSON.stringify(device.hardware),
            device.agent,
            now,
          )
        db.exec('COMMIT')
        return { ok: true, publicId: device.publicId, epoch: row!['epoch'] as number }
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    },
  }
}

function refusalOf(code: CodeRow | undefined, now: number): (Redemption & { ok: false })['code'] | null {
  if (code === undefined) return 'unknown-code'
  if (code.revokedAt !== null) return 'code-revoked'
  if (code.expiresAt <= now) return 'code-expired'
  return code.uses === 'one' && code.used > 0 ? 'code-used' : null
}
