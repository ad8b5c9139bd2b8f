import { Command, CommanderError } from 'commander'

import { VERSION } from '../version.ts'
import { addAuditCommand } from './commands/audit.ts'
import { addBackupCommands } from './commands/backup.ts'
import { addCodeCommands } from './commands/code.ts'
import { addCollectorCommand } from './commands/collector.ts'
import { addDescribeCommands } from './commands/describe.ts'
import { addDeviceCommands } from './commands/device.ts'
import { addDiagnoseCommand } from './commands/diagnose.ts'
import { addIncidentCommands } from './commands/incidents.ts'
import { addPlaceCommands } from './commands/place.ts'
import { addReplayCommands } from './commands/replay.ts'
import { addRequestLinkCommand } from './commands/request-link.ts'
import { addRuleCommands } from './commands/rules.ts'
import { addSiteSettingCommands } from './commands/site-settings.ts'
import { addStatusCommands } from './commands/status.ts'
import { addTokenCommands } from './commands/token.ts'
import { addUserCommands } from './commands/user.ts'
import { addWatchListCommand } from './commands/watch-list.ts'
import type { Io } from './context.ts'
import { EXIT, EXIT_HELP, exitCodeOf } from './exit.ts'

/** Runs one command line and answers its exit code; it never ends the process. */
export async function runCli(args: string[], io: Io): Promise<number> {
  const program = new Command('forewarn')
    .description('Forewarn (未雨): the collector and its command line')
    .version(VERSION)
    .showHelpAfterError('(--help lists commands and options)')
    .addHelpText('after', EXIT_HELP)
  addCollectorCommand(program, io)
  addStatusCommands(program, io)
  addDeviceCommands(program, io)
  const site = addPlaceCommands(program, io)
  addWatchListCommand(site, io)
  addSiteSettingCommands(site, io)
  addRequestLinkCommand(site, io)
  addIncidentCommands(program, io)
  addCodeCommands(program, io)
  addTokenCommands(program, io)
  addUserCommands(program, io)
  addAuditCommand(program, io)
  addBackupCommands(program, io)
  addDiagnoseCommand(program, io)
  addReplayCommands(program, io)
  addRuleCommands(program, io)
  addDescribeCommands(program, io)
  prepare(program, io)
  try {
    await program.parseAsync(args, { from: 'user' })
    return EXIT.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    io.err(`forewarn: ${(error as Error).message}\n`)
    return exitCodeOf(error)
  }
}

/** Commander's subcommands inherit these only when made by their parent before it was told. */
function prepare(command: Command, io: Io): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeOut: text => io.out(text), writeErr: text => io.err(text) })
  for (const child of command.commands) prepare(child, io)
}
