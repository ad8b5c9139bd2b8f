import { readSettingsFile } from '@forewarn/shared/settings-file.ts'
import {
  flagName,
  resolveSettings,
  settingsJsonSchema,
  SettingsError,
  type Settings,
} from '@forewarn/shared/settings.ts'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

import { AGENT_SETTINGS } from '../settings.ts'
import { AGENT_VERSION } from '../version.ts'
import { CommandError, EXIT, EXIT_HELP, wordsOf } from './exit.ts'

export type AgentSettings = Settings<typeof AGENT_SETTINGS>
type SettingName = keyof typeof AGENT_SETTINGS
type Environment = Record<string, string | undefined>

/** Runs one command line and returns its exit code. Commands are loaded when called, because a running agent should carry only itself. */
export async function main(args: string[], env: Environment): Promise<number> {
  try {
    await createProgram(env).parseAsync(args, { from: 'user' })
    return EXIT.ok
  } catch (error) {
    // Commander has printed its own message already; help and version end this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    process.stderr.write(`forewarn-agent: ${wordsOf(error)}\n`)
    if (error instanceof SettingsError) return EXIT.usage
    return error instanceof CommandError ? error.exitCode : EXIT.failed
  }
}

function createProgram(env: Environment): Command {
  const program = new Command('forewarn-agent')
  program
    .description('Watches this machine and brings its readings to the Forewarn collector.')
    .version(AGENT_VERSION)
    .exitOverride()
    .showHelpAfterError('(--help lists every option)')
    .addHelpText('after', () => `${optionsOfCommands(program)}\n${EXIT_HELP}`)

  const all = Object.keys(AGENT_SETTINGS) as SettingName[]
  withSettings(program.command('run', { isDefault: true }).description('run the agent until it is told to stop'), all)
    .option('--stop-on-stdin-close', 'stop when standard input is closed, as service hosts do')
    .action(async flags => {
      const { run } = await import('./run.ts')
      await run(await settingsOf(flags, env), { stopOnStdinClose: flags['stopOnStdinClose'] === true })
    })

  withSettings(program.command('enroll').description('exchange an enrolment code for an identity of this device'), [
    'data',
    'collector',
    'allowPlainWs',
  ])
    .addOption(
      new Option('--code <code>', 'the code the collector gave out')
        .env('FOREWARN_ENROLMENT_CODE')
        .makeOptionMandatory(),
    )
    .option('--name <name>', 'what to call this device; its host name unless given', checkName)
    .action(async flags => {
      const { enroll } = await import('./enroll.ts')
      await enroll(await settingsOf(flags, env), {
        code: String(flags['code']),
        name: flags['name'] as string | undefined,
      })
    })

  withSettings(
    program
      .command('status')
      .description('tell what the data folder holds: identity, waiting records, last acknowledgement'),
    ['data'],
  )
    .option('--json', 'print JSON')
    .action(async flags => {
      const { status } = await import('./status.ts')
      status(await settingsOf(flags, env), flags['json'] === true)
    })

  withSettings(
    program.command('sense').description('print what every source reads on this machine now, and how long it took'),
    ['data'],
  )
    .option('--once', 'read once and stop; without it, every ten seconds')
    .option('--json', 'print JSON, one line a reading')
    .action(async flags => {
      const { sense } = await import('./sense.ts')
      await sense(await settingsOf(flags, env), { once: flags['once'] === true, json: flags['json'] === true })
    })

  program
    .command('config-schema')
    .description('print the JSON Schema of the configuration file')
    .action(() => {
      const schema = settingsJsonSchema(AGENT_SETTINGS, 'Forewarn agent')
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`)
    })

  // Started by the agent itself; nothing for people.
  program.command('probe-hardware', { hidden: true }).action(async () => {
    const { probeHardware } = await import('./probe-hardware.ts')
    await probeHardware()
  })

  for (const command of program.commands) command.exitOverride().showHelpAfterError('(--help lists every option)')
  return program
}

/** Every command's options, so that one look at `--help` shows all there is. */
function optionsOfCommands(program: Command): string {
  const help = program.createHelp()
  return program.commands
    .map(command => {
      const items = help.visibleOptions(command).filter(option => option.long !== '--help')
      const lines = items.map(option =>
        help.formatItem(help.optionTerm(option), 30, help.optionDescription(option), help),
      )
      return items.length === 0 ? '' : `\nOptions of ${command.name()}:\n${lines.join('\n')}\n`
    })
    .join('')
}

/** Gives a command the flags of these settings, and the file. */
function withSettings(command: Command, names: SettingName[]): Command {
  for (const name of names) {
    const setting = AGENT_SETTINGS[name]
    const flag = `--${flagName(name)}${setting.type === 'boolean' ? '' : ' <value>'}`
    command.option(flag, `${setting.doc}${setting.default === null ? '' : ` Default: ${String(setting.default)}.`}`)
  }
  return command.option('--config <file>', 'settings from a YAML or JSON file; flags win')
}

async function settingsOf(flags: Record<string, unknown>, env: Environment): Promise<AgentSettings> {
  const path = flags['config'] as string | undefined
  const file = path === undefined ? {} : { file: await readSettingsFile(path), fileName: path }
  return resolveSettings(AGENT_SETTINGS, { ...file, env, flags })
}

function checkName(name: string): string {
  if (name.trim() === '' || name.length > 200) throw new InvalidArgumentError('a name has 1 to 200 characters.')
  return name.trim()
}
