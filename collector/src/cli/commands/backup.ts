import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, rmSync } from 'node:fs'

import { systemClock } from '@forewarn/shared/clock.ts'
import type { Command } from 'commander'

import { restoreBackup } from '../../restore.ts'
import { clientOf, withData, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'

const KEYS_HINT = 'Keys and certificates lie in the folder tls beside the database; copy them apart.'

/** `forewarn backup FILE` from a running collector, `forewarn restore FILE` into a stopped one. */
export function addBackupCommands(program: Command, io: Io): void {
  withData(
    program
      .command('backup')
      .argument('<file>', 'where to write it; must not exist yet')
      .description(`copy the database while the collector runs. ${KEYS_HINT}`),
    io,
  ).action(async (file: string, flags: DataFlags) => {
    const client = clientOf(flags)
    if (existsSync(file)) throw new UsageError(`${file} exists already; choose another name`)
    const draft = `${file}.${randomBytes(4).toString('hex')}.part`
    try {
      await client.download('/api/v1/backup', draft)
      // A link refuses to replace what somebody else has put there meanwhile; a rename would not.
      linkSync(draft, file)
    } finally {
      rmSync(draft, { force: true })
    }
    io.out(`${file}\n`)
  })

  withData(
    program
      .command('restore')
      .argument('<file>', 'a file written by "forewarn backup"')
      .description(
        'put a backup in the place of the database; the collector must be stopped, the old database is kept',
      ),
    io,
  ).action(async (file: string, flags: DataFlags) => {
    const { keptAs } = restoreBackup({ file, folder: flags.data, now: systemClock.now() })
    io.out(keptAs === null ? 'restored\n' : `restored; the database before is kept as ${keptAs}\n`)
  })
}
