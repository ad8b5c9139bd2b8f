import type { Command } from 'commander'

import { clientOf, print, withData, withJson, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'
import { formatTable, shortTime } from '../table.ts'

interface Code {
  id: string
  siteId: string
  uses: 'one' | 'many'
  used: number
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

/** `forewarn code create|list|revoke`: enrolment codes for agents. */
export function addCodeCommands(program: Command, io: Io): void {
  const code = program.command('code').description('enrolment codes, which let new devices in')

  withJson(
    code.command('create').description('create a code and print it; it is shown this once, --json adds its details'),
    io,
  )
    .option('--site <site>', 'the site its devices belong to; not needed while there is one')
    .option('--many', 'a site code, for any number of devices until it expires; by default it is for one')
    .option('--expires <time>', 'how long it works, such as 72h or 14d', '72h')
    .action(async (flags: DataFlags & { site?: string; many?: boolean; expires: string }) => {
      const created = await clientOf(flags).post<Code & { code: string }>('/api/v1/enrolment-codes', {
        ...(flags.site === undefined ? {} : { siteId: flags.site }),
        uses: flags.many === true ? 'many' : 'one',
        expiresInHours: hoursOf(flags.expires),
      })
      print(io, flags, created, `${created.code}\n`)
    })

  withJson(code.command('list').description('list codes, without their secrets'), io).action(
    async (flags: DataFlags) => {
      const { codes } = await clientOf(flags).get<{ codes: Code[] }>('/api/v1/enrolment-codes')
      const rows = codes.map(one => [
        one.id,
        one.siteId,
        one.uses,
        String(one.used),
        shortTime(one.expiresAt),
        shortTime(one.revokedAt),
      ])
      print(io, flags, codes, formatTable(['ID', 'SITE', 'USES', 'USED', 'EXPIRES', 'REVOKED'], rows))
    },
  )

  withData(code.command('revoke').argument('<code>', 'its id').description('revoke a code; devices stay'), io).action(
    async (id: string, flags: DataFlags) => clientOf(flags).delete(`/api/v1/enrolment-codes/${encodeURIComponent(id)}`),
  )
}

function hoursOf(text: string): number {
  const [, count, unit] = /^(\d{1,5})(h|d)$/.exec(text) ?? []
  if (count === undefined) throw new UsageError(`--expires takes hours or days, such as 72h or 14d, not "${text}"`)
  return Number(count) * (unit === 'd' ? 24 : 1)
}
