import { DEVICE_ROLES, type Device, type LatestAnswer } from '@forewarn/shared/api.ts'
import { Option, type Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { formatTable, shortTime } from '../table.ts'

/** `forewarn device list|show|update`. */
export function addDeviceCommands(program: Command, io: Io): void {
  const device = program.command('device').description('devices and their readings')

  withJson(device.command('list').description('list all devices'), io).action(async (flags: DataFlags) => {
    const { devices } = await clientOf(flags).get<{ devices: Device[] }>('/api/v1/devices')
    const rows = devices.map(one => [
      one.id,
      one.name,
      one.state,
      one.siteName,
      one.roomName ?? '–',
      shortTime(one.lastSeenAt),
    ])
    print(io, flags, devices, formatTable(['ID', 'NAME', 'STATE', 'SITE', 'ROOM', 'LAST SEEN'], rows))
  })

  withJson(
    device.command('show').argument('<device>', 'its id').description('show one device and its newest readings'),
    io,
  ).action(async (id: string, flags: DataFlags) => {
    const latest = await clientOf(flags).get<LatestAnswer>(`/api/v1/devices/${encodeURIComponent(id)}/latest`)
    const { device: one, readings } = latest
    const rows = readings.map(reading => [
      reading.metric,
      Object.entries(reading.attributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      reading.value === null ? '–' : String(Math.round(reading.value * 1000) / 1000),
      reading.unit,
      shortTime(reading.at),
    ])
    const head = `${one.name}  ${one.state}  ${one.siteName}  agent ${one.agentVersion ?? '–'}  ${one.flags.join(' ')}`
    print(
      io,
      flags,
      latest,
      `${head.trimEnd()}\n\n${formatTable(['METRIC', 'ATTRIBUTES', 'VALUE', 'UNIT', 'AT'], rows)}`,
    )
  })

  withJson(
    device.command('update').argument('<device>', 'its id').description('name a device, set its use or room'),
    io,
  )
    .option('--name <name>')
    .addOption(new Option('--role <role>', 'its use').choices([...DEVICE_ROLES]))
    .option('--room <room>', 'the id of a room of its site; "" for none')
    .action(async (id: string, flags: DataFlags & { name?: string; role?: string; room?: string }) => {
      const { name, role, room } = flags
      const changed = await clientOf(flags).patch<Device>(`/api/v1/devices/${encodeURIComponent(id)}`, {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(room === undefined ? {} : { roomId: room === '' ? null : room }),
      })
      print(io, flags, changed, `${changed.name}  ${changed.role}  ${changed.roomName ?? '–'}\n`)
    })
}
