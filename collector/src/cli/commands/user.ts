import type { Role, Site } from '@forewarn/shared/api.ts'
import type { ResetAnswer, User, UserCreated } from '@forewarn/shared/people-api.ts'
import { Option, type Command } from 'commander'

import type { Client } from '../client.ts'
import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'
import { formatTable, shortTime } from '../table.ts'

interface UserFlags extends DataFlags {
  role?: Role
  site?: string[]
  allSites?: boolean
}

/** `forewarn user list|create|change|disable|enable|reset`: who may come in. */
export function addUserCommands(program: Command, io: Io): void {
  const user = program.command('user').description('users: who may come in, as what, and to see which sites')
  const role = () => new Option('--role <role>', 'what they may do').choices(['viewer', 'engineer', 'admin'])
  const site = () => new Option('--site <site...>', 'the sites a viewer sees, by id or name; all unless given')

  withJson(user.command('list').description('list users'), io).action(async (flags: DataFlags) => {
    const { users } = await clientOf(flags).get<{ users: User[] }>('/api/v1/users')
    print(io, flags, users, formatTable(['NAME', 'ROLE', 'SITES', 'LAST SEEN', 'SESSIONS', 'STATE'], users.map(toRow)))
  })

  withJson(user.command('create').argument('<name>').description('create a user; prints a one-time password'), io)
    .addOption(role().makeOptionMandatory())
    .addOption(site())
    .action(async (name: string, flags: UserFlags) => {
      const client = clientOf(flags)
      const sites = await sitesOf(client, flags)
      const body = { name, role: flags.role, ...(sites === undefined ? {} : { sites }) }
      const created = await client.post<UserCreated>('/api/v1/users', body)
      print(io, flags, created, `${created.password}\n`)
    })

  withJson(user.command('change').argument('<name>').description('change what a user may do and see'), io)
    .addOption(role())
    .addOption(site())
    .option('--all-sites', 'a viewer sees all sites')
    .action(async (name: string, flags: UserFlags) => {
      const client = clientOf(flags)
      const sites = await sitesOf(client, flags)
      const change = {
        ...(flags.role === undefined ? {} : { role: flags.role }),
        ...(sites === undefined ? {} : { sites }),
      }
      if (Object.keys(change).length === 0) throw new UsageError('say what to change: --role, --site or --all-sites')
      await patch(client, name, change, flags)
    })

  for (const [command, disabled, what] of [
    ['disable', true, 'keep a user out; their sessions end, what they did stays'],
    ['enable', false, 'let a disabled user in again'],
  ] as const)
    withJson(user.command(command).argument('<name>').description(what), io).action(
      async (name: string, flags: DataFlags) => patch(clientOf(flags), name, { disabled }, flags),
    )

  withJson(
    user
      .command('reset')
      .argument('<name>')
      .description('let a user in again: prints a one-time password; the old one and their sessions end'),
    io,
  )
    .option('--link', 'print a link that signs them in once, instead')
    .action(async (name: string, flags: DataFlags & { link?: boolean }) => {
      const client = clientOf(flags)
      const way = flags.link === true ? 'link' : 'password'
      const answer = await client.post<ResetAnswer>(`${pathOf(name)}/reset`, { way })
      print(io, flags, answer, `${answer.password ?? `${client.url}${answer.path}`}\n`)
    })

  async function patch(client: Client, name: string, change: object, flags: DataFlags): Promise<void> {
    const changed = await client.patch<User>(pathOf(name), change)
    print(io, flags, changed, '')
  }
}

const pathOf = (name: string): string => `/api/v1/users/${encodeURIComponent(name)}`

/** The ids of the sites named; undefined where the flags say nothing of sites. */
async function sitesOf(client: Client, { site, allSites }: UserFlags): Promise<string[] | null | undefined> {
  if (allSites === true) return null
  if (site === undefined) return undefined
  const { sites } = await client.get<{ sites: Site[] }>('/api/v1/sites')
  return site.map(wanted => {
    const found = sites.find(({ id, name }) => id === wanted || name === wanted)
    if (found === undefined) throw new Error(`There is no site ${wanted}.`)
    return found.id
  })
}

function toRow({ name, role, sites, lastSeenAt, sessions, disabledAt, passwordUntil }: User): string[] {
  const state = disabledAt === null ? (passwordUntil === null ? 'active' : 'password not set') : 'disabled'
  return [name, role, sites === null ? 'all' : sites.join(' '), shortTime(lastSeenAt), String(sessions), state]
}
