import { Device, DeviceInput } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { DeviceRow } from '../../store/devices.ts'
import type { App, Parts } from '../app.ts'
import { describeDevice } from '../describe.ts'
import { Problem } from '../problem.ts'
import { scopeOf } from '../scope.ts'

export const DeviceParams = Type.Object({ device: Type.String() })

/** Devices: what is stored about them and whether they are here now. */
export function registerDevices(app: App, parts: Parts): void {
  const { store } = parts
  const tags = ['devices']

  app.get(
    '/devices',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'All devices, or those of one site',
        tags,
        querystring: Type.Object({ site: Type.Optional(Type.String()) }),
        response: { 200: Type.Object({ devices: Type.Array(Device) }) },
      },
    },
    async request => {
      const { site } = request.query
      const scope = scopeOf(request)
      const rows = (await store.devices.list()).filter(row => scope.sees(row.siteId))
      const wanted = site === undefined ? rows : rows.filter(row => row.siteId === site)
      return { devices: wanted.map(row => seen(row, parts)) }
    },
  )

  app.get(
    '/devices/:device',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: { summary: 'One device', tags, params: DeviceParams, response: { 200: Device } },
    },
    async request => {
      const row = await store.devices.get(request.params.device)
      if (row === null) throw unknownDevice()
      return seen(row, parts)
    },
  )

  app.patch(
    '/devices/:device',
    {
      config: { audience: 'engineer', audit: { fields: ['name', 'role', 'roomId'] } },
      schema: {
        summary: 'Name a device, set its role or room',
        tags,
        params: DeviceParams,
        body: DeviceInput,
        response: { 200: Device },
      },
    },
    async request => {
      const result = await store.devices.update(request.params.device, request.body)
      if (!result.ok && result.code === 'unknown-device') throw unknownDevice()
      if (!result.ok) throw new Problem(400, result.code, 'There is no such room in this device’s site.')
      const { id, siteId, role } = result.device
      parts.gateway.placeDevice(id, siteId, role)
      parts.hub.publishChange(id)
      return seen(result.device, parts)
    },
  )
}

/** The device as of now. */
export function seen(row: DeviceRow, { gateway, clock }: Pick<Parts, 'gateway' | 'clock'>): Device {
  return describeDevice(row, gateway.stateOf(row.id) === 'online', clock.now())
}

export function unknownDevice(): Problem {
  return new Problem(404, 'unknown-device', 'There is no such device.')
}
