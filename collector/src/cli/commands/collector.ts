import { systemClock } from '@forewarn/shared/clock.ts'
import type { Command } from 'commander'

import { createCollector } from '../../collector.ts'
import { createLog } from '../../log.ts'
import { CONSOLE_FOLDER } from '../../paths.ts'
import { VERSION } from '../../version.ts'
import { connect } from '../client.ts'
import type { Io } from '../context.ts'
import { settingsFrom, withSettings } from '../settings-options.ts'

/** `forewarn collector`: runs the collector until it is told to stop. */
export function addCollectorCommand(program: Command, io: Io): void {
  withSettings(program.command('collector').description('run the collector')).action(
    async (flags: Record<string, unknown>) => {
      const settings = await settingsFrom(flags, io.env)
      const log = createLog(settings.logLevel)
      const stopped = io.untilStopped()
      const options = { settings, clock: systemClock, log, version: VERSION, consoleFolder: CONSOLE_FOLDER }
      const collector = createCollector(options)
      const { pageUrl, firstPassword } = await collector.start()
      try {
        if (firstPassword !== null) {
          const { path } = await connect(settings.data).post<{ path: string }>('/api/v1/sign-in-links', {})
          io.err(
            `First start. Sign in as "admin" with the password ${firstPassword}\n` +
              `or within 15 minutes through ${pageUrl}${path}\nThe password is shown this once.\n`,
          )
        }
        await stopped
      } finally {
        await collector.stop()
      }
    },
  )
}
