import type { Device, Room, Site } from '@forewarn/shared/api.ts'

import { request } from './http.ts'

const at = (...parts: string[]) => `/api/v1/${parts.map(encodeURIComponent).join('/')}`

export interface SiteFields {
  name: string
  timeZone: string
}
export interface RoomFields {
  name: string
  building: string | null
  floor: string | null
}

/** Every address of the collector by which settings are read and changed. */
export const settingsApi = {
  createSite: (body: SiteFields) => request<Site>(at('sites'), { method: 'POST', body }),
  changeSite: (id: string, body: SiteFields) => request<Site>(at('sites', id), { method: 'PATCH', body }),
  createRoom: (siteId: string, fields: RoomFields) =>
    request<Room>(at('rooms'), { method: 'POST', body: { siteId, ...fields } }),
  changeRoom: (id: string, body: RoomFields) => request<Room>(at('rooms', id), { method: 'PATCH', body }),
  removeRoom: (id: string) => request<null>(at('rooms', id), { method: 'DELETE' }),
  changeDevice: (id: string, body: Partial<Pick<Device, 'role' | 'roomId'>>) =>
    request<Device>(at('devices', id), { method: 'PATCH', body }),
}
