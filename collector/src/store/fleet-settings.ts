import type { DatabaseSync } from 'node:sqlite'

import type { RuleSettings } from '../detect/rule-settings.ts'

/** What is decided for the whole fleet, as JSON under a name; whoever writes it has checked it. */
export interface FleetSettingValues {
  /** Which rules are used, and with which numbers. */
  rules: RuleSettings
}

const NAMES: Record<keyof FleetSettingValues, string> = { rules: 'setting_rules' }

export function createFleetSettings(db: DatabaseSync) {
  const read = db.prepare('SELECT value FROM meta WHERE name = ?')
  const write = db.prepare(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )

  return {
    /** The value as it was written; empty where nothing was decided. */
    get<N extends keyof FleetSettingValues>(name: N): FleetSettingValues[N] {
      const row = read.get(NAMES[name]) as { value: string } | undefined
      return (row === undefined ? {} : JSON.parse(row.value)) as FleetSettingValues[N]
    },
    set<N extends keyof FleetSettingValues>(name: N, value: FleetSettingValues[N]): void {
      write.run(NAMES[name], JSON.stringify(value))
    },
  }
}

export type FleetSettings = ReturnType<typeof createFleetSettings>
