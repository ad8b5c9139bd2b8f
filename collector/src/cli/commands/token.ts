import type { Role } from '@forewarn/shared/api.ts'
import { Option, type Command } from 'commander'

import { clientOf, print, withData, withJson, type DataFlags, type Io } from '../context.ts'
import { formatTable, shortTime } from '../table.ts'

interface Token {
  id: string
  name: string
  role: Role
  sites: string[] | null
  createdAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}

/** `forewarn token create|list|revoke`: tokens for scripts. */
export function addTokenCommands(program: Command, io: Io): void {
  const token = program.command('token').description('API tokens for scripts (Authorization: Bearer …)')

  withJson(
    token.command('create').description('create a token and print only it; it is shown this once, --json adds details'),
    io,
  )
    .addOption(
      new Option('--role <role>', 'what it may do').choices(['viewer', 'engineer', 'admin']).makeOptionMandatory(),
    )
    .option('--name <name>', 'what it is for')
    .option('--site <id...>', 'the sites a viewer’s token sees; all unless given')
    .action(async (flags: DataFlags & { role: Role; name?: string; site?: string[] }) => {
      const { role, name, site: sites } = flags
      const body = { role, ...(name === undefined ? {} : { name }), ...(sites === undefined ? {} : { sites }) }
      const created = await clientOf(flags).post<Token & { token: string }>('/api/v1/tokens', body)
      print(io, flags, created, `${created.token}\n`)
    })

  withJson(token.command('list').description('list tokens, without their secrets'), io).action(
    async (flags: DataFlags) => {
      const { tokens } = await clientOf(flags).get<{ tokens: Token[] }>('/api/v1/tokens')
      const rows = tokens.map(one => [
        one.id,
        one.name,
        one.role,
        one.sites === null ? 'all' : one.sites.join(' '),
        shortTime(one.createdAt),
        shortTime(one.lastUsedAt),
        shortTime(one.revokedAt),
      ])
      print(io, flags, tokens, formatTable(['ID', 'NAME', 'ROLE', 'SITES', 'CREATED', 'LAST USED', 'REVOKED'], rows))
    },
  )

  withData(token.command('revoke').argument('<token>', 'its id').description('revoke a token'), io).action(
    async (id: string, flags: DataFlags) => clientOf(flags).delete(`/api/v1/tokens/${encodeURIComponent(id)}`),
  )
}
