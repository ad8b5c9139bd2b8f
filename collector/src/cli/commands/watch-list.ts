import type { SiteWatchList } from '@forewarn/shared/api.ts'
import type { Command } from 'commander'
import { createReadStream } from 'node:fs'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'

/** More than any list the collector takes. */
const MOST_BYTES = 1 << 20

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
      const text = await textOf(file === '-' ? io.input() : createReadStream(file), from)
      try {
        const list = await client.put<SiteWatchList>(path, parseWatchList(text, from))
        print(io, flags, list, summaryOf(list))
      } catch (error) {
        throw error instanceof WatchListFileError ? new UsageError(error.message) : error
      }
    })
}

async function textOf(input: AsyncIterable<Uint8Array>, from: string): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const part of input) {
      parts.push(part)
      bytes += part.length
      if (bytes > MOST_BYTES) break
    }
  } catch (error) {
    throw new UsageError(`${from} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
  if (bytes > MOST_BYTES) throw new UsageError(`${from} is larger than any watch list`)
  return Buffer.concat(parts).toString()
}

function summaryOf({ watchedPrograms, requiredPeripherals, peers }: SiteWatchList): string {
  return `watched programs ${watchedPrograms.length}, required peripherals ${requiredPeripherals.length}, peers ${peers.length}\n`
}
