import type { Site } from '@forewarn/shared/api.ts'
import { readTimetableCsv } from '@forewarn/shared/timetable-csv/read.ts'
import { tellCsvFault } from '@forewarn/shared/timetable-csv/words.ts'
import { writeTimetableCsv } from '@forewarn/shared/timetable-csv/write.ts'
import type { Timetable } from '@forewarn/shared/timetable.ts'
import type { Command } from 'commander'

import type { Client } from '../client.ts'
import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'
import { readText } from '../text-file.ts'

interface Flags extends DataFlags {
  file?: string
  csv?: boolean
}

/** `forewarn site timetable` and `forewarn site clock-policy`: printed as YAML, replaced from a file; a timetable is a CSV table too. */
export function addSiteSettingCommands(site: Command, io: Io): void {
  add('timetable', 'print when a site teaches as YAML or CSV, or replace it from a file')
    .option('--csv', 'print, and read from a pipe, a table: kind, name, weekdays, from, to')
    .option('--file <file>', 'replace it by this YAML, JSON or .csv; "-" reads it from a pipe')
  add('clock-policy', 'print the clocks promised to a site as YAML, or replace them from a file').option(
    '--file <file>',
    'replace it by this YAML or JSON; "-" reads it from a pipe',
  )

  function add(name: string, what: string): Command {
    return withJson(site.command(name).argument('<site>', 'its id').description(what), io).action(
      async (id: string, flags: Flags) => {
        const { file, csv = false } = flags
        // Loaded here, so that other commands do not pay for the parser.
        const { stringify } = await import('yaml')
        const path = `/api/v1/sites/${encodeURIComponent(id)}/${name}`
        const client = clientOf(flags)
        let value: unknown
        if (file === undefined) value = await client.get(path)
        else {
          const text = await readText(file, io)
          const isTable = name === 'timetable' && (/\.csv$/i.test(file) || (file === '-' && csv))
          value = await client.put(
            path,
            isTable ? fromTable(file, text, await zoneOf(client, id)) : await fromYaml(file, text),
          )
        }
        const shown = csv
          ? writeTimetableCsv(value as Timetable, { zone: await zoneOf(client, id), language: 'en' })
          : stringify(value, { lineWidth: 0 })
        print(io, flags, value, shown)
      },
    )
  }
}

/** The zone by which a site's people write times. */
async function zoneOf(client: Client, id: string): Promise<string> {
  const { sites } = await client.get<{ sites: Site[] }>('/api/v1/sites')
  return sites.find(site => site.id === id)?.timeZone ?? 'UTC'
}

function fromTable(file: string, text: string, zone: string): Timetable {
  const read = readTimetableCsv(text, zone)
  if (read.ok) return read.timetable
  throw new UsageError(read.faults.map(fault => `${file}: ${tellCsvFault(fault, 'en')}`).join('\n'))
}

async function fromYaml(file: string, text: string): Promise<unknown> {
  const { parse } = await import('yaml')
  try {
    return parse(text, { maxAliasCount: 100 }) as unknown
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message.split('\n')[0]!}`)
  }
}
