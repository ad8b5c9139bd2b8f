import type { SiteWatchList } from '@forewarn/shared/api.ts'
import type { Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'
import { readText } from '../text-file.ts'

/** `forewarn site watch-list`: prints what a site's agents watch, or replaces it. */
export function addWatchListCommand(site: Command, io: Io): void {
  withJson(
    site
      .command('watch-list')
      .argument('<site>', 'its id')
      .description('print what a site’s agents watch as YAML, or replace it from a file'),
    io,
  )
    .option('--file <file>', 'replace the list by this YAML or JSON; "-" reads it from a pipe')
    .action(async (id: string, flags: DataFlags & { file?: string }) => {
      // Loaded here, so that other commands do not pay for the parser.
      const { parseWatchList, writeWatchList, WatchListFileError } = await import('../../watch-list/yaml.ts')
      const path = `/api/v1/sites/${encodeURIComponent(id)}/watch-list`
      const { file } = flags
      if (file === undefined) {
        const list = await clientOf(flags).get<SiteWatchList>(path)
        print(io, flags, list, writeWatchList(id, list))
        return
      }
      const client = clientOf(flags)
      const from = file === '-' ? 'standard input' : file
      const text = await readText(file, io)
      try {
        const list = await client.put<SiteWatchList>(path, parseWatchList(text, from))
        print(io, flags, list, summaryOf(list))
      } catch (error) {
        throw error instanceof WatchListFileError ? new UsageError(error.message) : error
      }
    })
}

function summaryOf({ watchedPrograms, requiredPeripherals, peers }: SiteWatchList): string {
  return `watched programs ${watchedPrograms.length}, required peripherals ${requiredPeripherals.length}, peers ${peers.length}\n`
}
