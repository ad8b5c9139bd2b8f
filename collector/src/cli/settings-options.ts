import { readSettingsFile } from '@forewarn/shared/settings-file.ts'
import { flagName, resolveSettings, type Setting, type SettingsTable } from '@forewarn/shared/settings.ts'
import { Option, type Command } from 'commander'

import { checkSettings, SETTINGS, type CollectorSettings } from '../settings.ts'

/** Adds an option for every setting, and `--config`. */
export function withSettings(command: Command): Command {
  command.option('--config <file>', 'settings as YAML or JSON; see "forewarn config-schema"')
  for (const [name, setting] of Object.entries(SETTINGS as SettingsTable)) command.addOption(optionOf(name, setting))
  return command
}

function optionOf(name: string, setting: Setting): Option {
  const hints = [
    ...(setting.type === 'choice' ? [`one of ${setting.choices.join(', ')}`] : []),
    ...(setting.type === 'boolean' || setting.default === null || String(setting.default) === ''
      ? []
      : [`default: ${String(setting.default)}`]),
    ...(setting.env === undefined ? [] : [`environment: ${setting.env}`]),
  ]
  const doc = hints.length === 0 ? setting.doc : `${setting.doc} (${hints.join('; ')})`
  const value = setting.type === 'boolean' ? '' : setting.type === 'integer' ? ' <number>' : ' <value>'
  return new Option(`--${flagName(name)}${value}`, doc)
}

/** The settings that flags, environment and file make together. Throws `SettingsError`. */
export async function settingsFrom(
  flags: Record<string, unknown> & { config?: string },
  env: Record<string, string | undefined>,
  defaults: { logLevel?: CollectorSettings['logLevel'] } = {},
): Promise<CollectorSettings> {
  const { config, ...rest } = flags
  const { logLevel = SETTINGS.logLevel.default } = defaults
  const table = { ...SETTINGS, logLevel: { ...SETTINGS.logLevel, default: logLevel } }
  const file = config === undefined ? {} : { file: await readSettingsFile(config), fileName: config }
  return checkSettings(resolveSettings(table, { ...file, env, flags: rest }))
}
