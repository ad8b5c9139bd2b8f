import { systemClock } from '@forewarn/shared/clock.ts'
import type { AuditList } from '@forewarn/shared/people-api.ts'
import { AUDIT_OUTCOMES } from '@forewarn/shared/people.ts'
import { InvalidArgumentError, Option, type Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { formatTable, shortTime } from '../table.ts'
import { momentOption } from '../when.ts'

interface AuditFlags extends DataFlags {
  actor?: string
  action?: string
  subject?: string
  outcome?: string
  since?: string
  until?: string
  limit: number
}

/** The most one answer of the API holds. */
const PAGE = 1000

/** `forewarn audit`: who did what, newest first. */
export function addAuditCommand(program: Command, io: Io): void {
  withJson(program.command('audit').description('who did what through page, API and command line, newest first'), io)
    .option('--actor <name>', 'only what this user or token did')
    .option('--action <action>', 'only this, such as "POST /sites"')
    .option('--subject <id>', 'only what was done to this')
    .addOption(new Option('--outcome <outcome>', 'only what ended so').choices([...AUDIT_OUTCOMES]))
    .option('--since <time>', 'a time, or how long ago, such as 12h or 30d', momentOption(systemClock.now))
    .option('--until <time>', 'the same', momentOption(systemClock.now))
    .option('--limit <count>', 'at most so many', countOption, 100)
    .action(async (flags: AuditFlags) => {
      const { since: from, until: to, limit } = flags
      const given = {
        actor: flags.actor,
        action: flags.action,
        subject: flags.subject,
        outcome: flags.outcome,
        from,
        to,
      }
      const client = clientOf(flags)
      const entries: AuditList['entries'] = []
      for (let before: string | null | undefined; before !== null && entries.length < limit;) {
        const query = new URLSearchParams({ limit: String(Math.min(PAGE, limit - entries.length)) })
        for (const [name, value] of Object.entries({ ...given, before }))
          if (value !== undefined) query.set(name, value)
        const page: AuditList = await client.get(`/api/v1/audit?${query.toString()}`)
        entries.push(...page.entries)
        before = page.next
      }
      const rows = entries.map(one => [
        shortTime(one.at),
        one.actor,
        one.action,
        one.subject === '' ? '–' : one.subject,
        one.outcome === 'done' ? 'done' : `${one.outcome} (${one.status})`,
        Object.keys(one.detail).length === 0 ? '' : JSON.stringify(one.detail),
      ])
      print(io, flags, entries, formatTable(['WHEN', 'WHO', 'ACTION', 'ON', 'OUTCOME', 'DETAIL'], rows))
    })
}

function countOption(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw new InvalidArgumentError('must be a number from 1 to 100000.')
  return count
}
