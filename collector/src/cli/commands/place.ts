import type { Room, Site } from '@forewarn/shared/api.ts'
import type { Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { formatTable } from '../table.ts'

/** `forewarn site list|create` and `forewarn room list|create`; answers the command `site`, for what else is asked of one. */
export function addPlaceCommands(program: Command, io: Io): Command {
  const site = program.command('site').description('sites: the schools')

  withJson(site.command('list').description('list all sites'), io).action(async (flags: DataFlags) => {
    const { sites } = await clientOf(flags).get<{ sites: Site[] }>('/api/v1/sites')
    const rows = sites.map(one => [one.id, one.name, one.timeZone, `${one.online} of ${one.devices}`])
    print(io, flags, sites, formatTable(['ID', 'NAME', 'TIME ZONE', 'ONLINE'], rows))
  })

  withJson(site.command('create').argument('<name>').description('create a site'), io)
    .option('--time-zone <zone>', 'such as Asia/Shanghai; by default that of the collector')
    .action(async (name: string, flags: DataFlags & { timeZone?: string }) => {
      const { timeZone } = flags
      const body = { name, ...(timeZone === undefined ? {} : { timeZone }) }
      const created = await clientOf(flags).post<Site>('/api/v1/sites', body)
      print(io, flags, created, `${created.id}\n`)
    })

  const room = program.command('room').description('rooms of a site')

  withJson(room.command('list').description('list rooms'), io)
    .option('--site <site>', 'only those of this site')
    .action(async (flags: DataFlags & { site?: string }) => {
      const query = flags.site === undefined ? '' : `?site=${encodeURIComponent(flags.site)}`
      const { rooms } = await clientOf(flags).get<{ rooms: Room[] }>(`/api/v1/rooms${query}`)
      const rows = rooms.map(one => [one.id, one.name, one.building ?? '–', one.floor ?? '–', one.siteId])
      print(io, flags, rooms, formatTable(['ID', 'NAME', 'BUILDING', 'FLOOR', 'SITE'], rows))
    })

  withJson(room.command('create').argument('<name>').description('create a room'), io)
    .requiredOption('--site <site>', 'the site it is in')
    .option('--building <name>')
    .option('--floor <name>')
    .action(async (name: string, flags: DataFlags & { site: string; building?: string; floor?: string }) => {
      const { site: siteId, building = null, floor = null } = flags
      const created = await clientOf(flags).post<Room>('/api/v1/rooms', { siteId, name, building, floor })
      print(io, flags, created, `${created.id}\n`)
    })
  return site
}
