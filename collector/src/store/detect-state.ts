import type { DatabaseSync } from 'node:sqlite'

import type { DetectBook, Marker, Tick } from '../detect/consumer.ts'
import { subjectOf, type Context } from '../detect/context.ts'
import type { Shared } from '../detect/judge.ts'
import type { DeviceState } from '../detect/engine.ts'

export const TICK_COLUMNS = 'id, position, at, listening_since AS listeningSince, heard_at AS heardAt'

/** What detection needs to go on after a stop: its states as of a marker, the ticks since, and how far its consequences went. */
export function createDetectState(db: DatabaseSync): DetectBook {
  const meta = db.prepare('SELECT value FROM meta WHERE name = ?')
  const setMeta = db.prepare(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  const states = db.prepare('SELECT device_id AS device, state FROM detect_state')
  const saveState = db.prepare(
    'INSERT INTO detect_state (device_id, state) VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state',
  )
  const ticks = db.prepare(`SELECT ${TICK_COLUMNS} FROM detect_tick WHERE id > ? ORDER BY id`)
  const addTick = db.prepare('INSERT INTO detect_tick (position, at, listening_since, heard_at) VALUES (?, ?, ?, ?)')
  const contexts = db.prepare(
    'SELECT context FROM detect_context WHERE id IN (SELECT max(id) FROM detect_context GROUP BY subject)',
  )
  const addContext = db.prepare('INSERT INTO detect_context (tick, subject, context) VALUES (?, ?, ?)')

  function readJson<T>(name: string): T | null {
    const row = meta.get(name) as { value: string } | undefined
    return row === undefined ? null : (JSON.parse(row.value) as T)
  }

  return {
    /** The consequences committed so far. */
    consequences: (): Marker => readJson<Marker>('detect_consequences') ?? { position: 0, tick: 0 },
    setConsequences: marker => void setMeta.run('detect_consequences', JSON.stringify(marker)),

    /** The newest checkpoint: the marker its states belong to, and what belongs to no device. */
    checkpoint: () => readJson<{ marker: Marker; shared: Shared }>('detect_checkpoint'),
    states: (): Map<number, DeviceState> =>
      new Map(
        (states.all() as { device: number; state: string }[]).map(({ device, state }) => [
          device,
          JSON.parse(state) as DeviceState,
        ]),
      ),
    /** Call inside a transaction. */
    saveCheckpoint(marker, shared, changed): void {
      for (const [device, state] of changed) saveState.run(device, JSON.stringify(state))
      setMeta.run('detect_checkpoint', JSON.stringify({ marker, shared }))
    },

    ticksAfter: tick => ticks.all(tick) as unknown as Tick[],
    addTick: ({ position, at, listeningSince, heardAt }) =>
      Number(addTick.run(position, at, listeningSince, heardAt).lastInsertRowid),

    contexts: () => (contexts.all() as { context: string }[]).map(({ context }) => JSON.parse(context) as Context),
    addContext: (tick, context) => void addContext.run(tick, subjectOf(context), JSON.stringify(context)),
  }
}

/** Which tick came before a row of the log was committed; 0 for none. */
export function createTickLookup(db: DatabaseSync): (position: number) => number {
  const before = db.prepare('SELECT id FROM detect_tick WHERE position < ? ORDER BY id DESC LIMIT 1')
  return position => (before.get(position) as { id: number } | undefined)?.id ?? 0
}
