import type { DatabaseSync } from 'node:sqlite'

import type { RuleSettings } from '../detect/rule-settings.ts'

const NAME = 'setting_rules'

/** What is decided about rules for the whole fleet; whoever writes it has checked it. */
export function createRuleSettings(db: DatabaseSync) {
  const read = db.prepare('SELECT value FROM meta WHERE name = ?')
  const write = db.prepare(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )

  return {
    /** As it was written; empty where nothing was decided. */
    get(): RuleSettings {
      const row = read.get(NAME) as { value: string } | undefined
      return row === undefined ? {} : (JSON.parse(row.value) as RuleSettings)
    },
    set: (rules: RuleSettings): void => void write.run(NAME, JSON.stringify(rules)),
  }
}

export type RuleSettingsTable = ReturnType<typeof createRuleSettings>
