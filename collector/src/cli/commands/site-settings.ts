import type { Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'
import { readText } from '../text-file.ts'

/** `forewarn site timetable` and `forewarn site clock-policy`: printed as YAML, replaced from a file. */
export function addSiteSettingCommands(site: Command, io: Io): void {
  add('timetable', 'print when a site teaches as YAML, or replace it from a file')
  add('clock-policy', 'print the clocks promised to a site as YAML, or replace them from a file')

  function add(name: string, what: string): void {
    withJson(site.command(name).argument('<site>', 'its id').description(what), io)
      .option('--file <file>', 'replace it by this YAML or JSON; "-" reads it from a pipe')
      .action(async (id: string, flags: DataFlags & { file?: string }) => {
        // Loaded here, so that other commands do not pay for the parser.
        const { parse, stringify } = await import('yaml')
        const path = `/api/v1/sites/${encodeURIComponent(id)}/${name}`
        const client = clientOf(flags)
        let value: unknown
        if (flags.file === undefined) value = await client.get(path)
        else {
          let given: unknown
          try {
            given = parse(await readText(flags.file, io), { maxAliasCount: 100 })
          } catch (error) {
            if (error instanceof UsageError) throw error
            throw new UsageError(`${flags.file}: ${(error as Error).message.split('\n')[0]!}`)
          }
          value = await client.put(path, given)
        }
        print(io, flags, value, stringify(value, { lineWidth: 0 }))
      })
  }
}
