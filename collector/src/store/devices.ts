import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

import type { NumberRanges } from '@forewarn/shared/number-ranges.ts'
import type { Run } from '@forewarn/shared/protocol.ts'

import { divergence, type Epochs } from './epochs.ts'
import type { Summaries, Summary } from './summaries.ts'
import { transaction } from './transaction.ts'

/** A device as stored; whether it is online only the gateway knows. Times in ms. */
export interface DeviceRow {
  id: string
  name: string
  hostname: string
  platform: string
  role: string
  siteId: string
  siteName: string
  roomId: string | null
  roomName: string | null
  agentVersion: string | null
  enrolledAt: number
  lastSeenAt: number | null
  /** Device clock minus collector clock at the last greeting. */
  clockOffset: number | null
  rolledBackAt: number | null
  losing: boolean
  summary: Summary
}

export interface DeviceChange {
  name?: string
  role?: string
  roomId?: string | null
}

/** What an agent says of itself when it connects. */
export interface Greeting {
  publicId: string
  keyHash: Uint8Array
  agent: string
  epoch: number
  runs: Run[]
  hardware: string[]
  clockOffset: number
  /** Hardware of the machine that is connected under this identity now, or null. */
  present: string[] | null
}

export type Greeted =
  | {
      ok: true
      device: number
      siteId: string
      role: string
      epoch: number
      /** Set when the disk was rolled back: the first number to renumber into the new epoch. */
      renumberFrom: number | null
      committed: NumberRanges
    }
  | { ok: false; code: 'unknown-device' | 'wrong-key' | 'revoked' | 'clone' }

const ROWS = `
  SELECT d.id AS number, d.public_id AS id, d.name, d.hostname, d.platform, d.role, d.site_id AS siteId, s.name AS siteName,
    d.room_id AS roomId, r.name AS roomName, d.agent_version AS agentVersion, d.enrolled_at AS enrolledAt,
    d.last_seen_at AS lastSeenAt, d.clock_offset AS clockOffset, d.rolled_back_at AS rolledBackAt,
    EXISTS (SELECT 1 FROM dropped WHERE device_id = d.id) AS losing
  FROM device d JOIN site s ON s.id = d.site_id LEFT JOIN room r ON r.id = d.room_id
  WHERE d.revoked_at IS NULL`

/**
 * Runs remembered per epoch, the newest. A disk put back further than so many starts begins its new epoch earlier than it must, and
 * what it still had waiting is then stored twice.
 */
const RUNS_KEPT = 512

/** The devices, and the moment one introduces itself. */
export function createDevices(db: DatabaseSync, epochs: Epochs, summaries: Summaries) {
  const all = db.prepare(`${ROWS} ORDER BY s.name, r.name, d.name`)
  const one = db.prepare(`${ROWS} AND d.public_id = ?`)
  const known = db.prepare(
    `SELECT id, key_hash AS keyHash, epoch, site_id AS siteId, role, revoked_at AS revokedAt
     FROM device WHERE public_id = ?`,
  )
  const numberOf = db.prepare('SELECT id FROM device WHERE public_id = ?')
  const greeted = db.prepare(
    `UPDATE device SET agent_version = ?, hardware = ?, clock_offset = ?, epoch = ?, rolled_back_at = coalesce(?, rolled_back_at),
       last_seen_at = coalesce(last_seen_at, ?7)
     WHERE id = ?6 AND (agent_version IS NOT ?1 OR hardware IS NOT ?2 OR epoch IS NOT ?4 OR ?5 IS NOT NULL
       OR last_seen_at IS NULL OR clock_offset IS NULL OR abs(clock_offset - ?3) > 500)`,
  )
  const seen = db.prepare(
    'UPDATE device SET last_seen_at = ? WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ?1)',
  )

  function toRow(row: Record<string, unknown>): DeviceRow {
    const { number, losing, ...rest } = row
    return { ...rest, losing: losing === 1, summary: summaries.of(number as number) } as unknown as DeviceRow
  }

  return {
    list: (): DeviceRow[] => (all.all() as Record<string, unknown>[]).map(toRow),

    get(publicId: string): DeviceRow | null {
      const row = one.get(publicId) as Record<string, unknown> | undefined
      return row === undefined ? null : toRow(row)
    },

    /** The number records are stored under, or null. */
    numberOf(publicId: string): number | null {
      return (numberOf.get(publicId) as { id: number } | undefined)?.id ?? null
    },

    update(
      publicId: string,
      change: DeviceChange,
    ): { ok: true; device: DeviceRow } | { ok: false; code: 'unknown-device' | 'unknown-room' } {
      const row = this.get(publicId)
      if (row === null) return { ok: false, code: 'unknown-device' }
      const roomId = change.roomId === undefined ? row.roomId : change.roomId
      if (
        roomId !== null &&
        db.prepare('SELECT 1 FROM room WHERE id = ? AND site_id = ?').get(roomId, row.siteId) === undefined
      )
        return { ok: false, code: 'unknown-room' }
      db.prepare('UPDATE device SET name = ?, role = ?, room_id = ? WHERE public_id = ?').run(
        change.name ?? row.name,
        change.role ?? row.role,
        roomId,
        publicId,
      )
      return { ok: true, device: this.get(publicId) ?? row }
    },

    /**
     * Checks a greeting's key and history. What it decides is durable before it answers: runs must be known before their records are,
     * or a restart here would take them for a rolled-back disk.
     */
    greet(greeting: Greeting, now: number): Greeted {
      const row = known.get(greeting.publicId) as
        | { id: number; keyHash: Uint8Array; epoch: number; siteId: string; role: string; revokedAt: number | null }
        | undefined
      if (row === undefined) return { ok: false, code: 'unknown-device' }
      if (row.keyHash.length !== greeting.keyHash.length || !timingSafeEqual(row.keyHash, greeting.keyHash))
        return { ok: false, code: 'wrong-key' }
      if (row.revokedAt !== null) return { ok: false, code: 'revoked' }
      if (greeting.present !== null && areDifferentMachines(greeting.present, greeting.hardware))
        return { ok: false, code: 'clone' }

      const state = epochs.get(row.id, greeting.epoch)
      const from = divergence(state, greeting.runs)
      const epoch = from === null ? greeting.epoch : Math.max(row.epoch, greeting.epoch) + 1
      const runs = from === null ? greeting.runs : greeting.runs.filter(run => run.first >= from)
      const target = epochs.get(row.id, epoch)
      const before = target.runs
      // In a new epoch numbers start at one: the oldest run that is renumbered starts it, the later ones keep their order only.
      const news = runs.map((run): [string, number] => [run.id, from === null ? run.first : 1])
      const unknown = news.filter(([id]) => !target.runs.some(([known]) => known === id))
      db.exec('BEGIN IMMEDIATE')
      try {
        if (unknown.length > 0) {
          target.runs = [...target.runs, ...unknown].slice(-RUNS_KEPT)
          epochs.touch(row.id, epoch)
          epochs.save(row.id)
        }
        const rolledBack = from === null ? null : now
        const hardware = JSON.stringify(greeting.hardware)
        greeted.run(
          greeting.agent,
          hardware,
          Math.round(greeting.clockOffset),
          Math.max(row.epoch, epoch),
          rolledBack,
          row.id,
          now,
        )
        db.exec('COMMIT')
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        target.runs = before
        throw error
      }
      const { id: device, siteId, role } = row
      return { ok: true, device, siteId, role, epoch, renumberFrom: from, committed: state.ranges }
    },

    /** Notes when devices were last heard; a list, because the gateway says it for many at once. */
    seen(devices: readonly [device: number, at: number][]): void {
      transaction(db, () => {
        for (const [device, at] of devices) seen.run(at, device)
      })
    },
  }
}

/** Two machines share no hardware fact. Without facts nobody can tell, and the newcomer is taken for the same. */
function areDifferentMachines(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && b.length > 0 && !a.some(fact => b.includes(fact))
}

export type Devices = ReturnType<typeof createDevices>
