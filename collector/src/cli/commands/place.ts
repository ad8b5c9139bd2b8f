import type { Room, Site } from '@forewarn/shared/api.ts'
import type { Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { formatTable } from '../table.ts'

/** `forewarn site list|create|update` and `forewarn room list|create|update|remove`; answers the command `site`, for what else is asked of one. */
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

  withJson(site.command('update').argument('<site>', 'its id').description('rename a site or set its time zone'), io)
    .option('--name <name>')
    .option('--time-zone <zone>', 'such as Asia/Shanghai')
    .action(async (id: string, flags: DataFlags & { name?: string; timeZone?: string }) => {
      const changed = await clientOf(flags).patch<Site>(`/api/v1/sites/${encodeURIComponent(id)}`, {
        ...given('name', flags.name),
        ...given('timeZone', flags.timeZone),
      })
      print(io, flags, changed, `${changed.name} ${changed.timeZone}\n`)
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

  withJson(room.command('update').argument('<room>', 'its id').description('rename a room or say where it is'), io)
    .option('--name <name>')
    .option('--building <name>', '"" for none')
    .option('--floor <name>', '"" for none')
    .action(async (id: string, flags: DataFlags & { name?: string; building?: string; floor?: string }) => {
      const orNull = (text: string | undefined) => (text === '' ? null : text)
      const changed = await clientOf(flags).patch<Room>(`/api/v1/rooms/${encodeURIComponent(id)}`, {
        ...given('name', flags.name),
        ...given('building', orNull(flags.building)),
        ...given('floor', orNull(flags.floor)),
      })
      print(io, flags, changed, `${[changed.building, changed.floor, changed.name].filter(Boolean).join(' ')}\n`)
    })

  withJson(room.command('remove').argument('<room>', 'its id').description('remove an empty room'), io).action(
    async (id: string, flags: DataFlags) => {
      await clientOf(flags).delete(`/api/v1/rooms/${encodeURIComponent(id)}`)
      print(io, flags, null, '')
    },
  )
  return site
}

/** A field of a change, where something is to be changed. */
const given = (key: string, value: string | null | undefined): Record<string, string | null> =>
  value === undefined ? {} : { [key]: value }
