import type {
  ClassHours,
  Device,
  DeviceEvent,
  Health,
  LatestAnswer,
  Ledger,
  Me,
  Room,
  SeriesAnswer,
  Site,
  SiteWatchList,
} from '@forewarn/shared/api.ts'
import type { IncidentAction, IncidentDetail, IncidentList, IncidentView } from '@forewarn/shared/incident-api.ts'

import { request } from './http.ts'

const device = (id: string) => `/api/v1/devices/${encodeURIComponent(id)}`

/** A query as an address ends with it. */
function search(query: Record<string, string | number>): string {
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

/** The part of a series that is asked for. */
export interface SeriesQuery {
  metric: string
  /** Unix ms. */
  from: number
  to: number
  maxPoints: number
}

/** Which incidents are asked for; those that are not closed where `state` says nothing. */
export interface IncidentsQuery {
  limit: number
  state?: 'any' | 'closed'
  site?: string
  device?: string
  grade?: number
  /** Page on from here. */
  before?: string
}

export interface EventsQuery {
  limit: number
  /** Only events of these names. */
  names?: readonly string[]
  /** Only what happened within, Unix ms; else within the last 30 days. */
  from?: number
  to?: number
}

/** Every address of the collector that the console uses, with the shape of its answer. */
export const api = {
  whoAmI: () => request<Me>('/api/v1/session'),
  signIn: (user: string, password: string) =>
    request<Me>('/api/v1/session', { method: 'POST', body: { user, password }, signingIn: true }),
  signInByLink: (ticket: string) =>
    request<Me>('/api/v1/session/link', { method: 'POST', body: { ticket }, signingIn: true }),
  signOut: () => request<null>('/api/v1/session', { method: 'DELETE' }),
  devices: (signal?: AbortSignal) => request<{ devices: Device[] }>('/api/v1/devices', signal ? { signal } : {}),
  sites: () => request<{ sites: Site[] }>('/api/v1/sites'),
  watchList: (site: string, signal: AbortSignal) =>
    request<SiteWatchList>(`/api/v1/sites/${encodeURIComponent(site)}/watch-list`, { signal }),
  rooms: () => request<{ rooms: Room[] }>('/api/v1/rooms'),
  classHours: (query: { site?: string; from?: number; days?: number } = {}) =>
    request<ClassHours>(`/api/v1/class-hours${search(query)}`),
  incidents: (query: IncidentsQuery, signal?: AbortSignal) =>
    request<IncidentList>(`/api/v1/incidents${search({ ...query })}`, signal ? { signal } : {}),
  incident: (id: string, signal?: AbortSignal) =>
    request<IncidentDetail>(`/api/v1/incidents/${encodeURIComponent(id)}`, signal ? { signal } : {}),
  act: (id: string, body: IncidentAction) =>
    request<IncidentView>(`/api/v1/incidents/${encodeURIComponent(id)}/actions`, { method: 'POST', body }),
  health: () => request<Health>('/health'),
  latest: (id: string, signal: AbortSignal) => request<LatestAnswer>(`${device(id)}/latest`, { signal }),
  events: (id: string, { names, ...query }: EventsQuery, signal: AbortSignal) =>
    request<{ events: DeviceEvent[] }>(
      `${device(id)}/events${search({ ...query, ...(names === undefined ? {} : { names: names.join(',') }) })}`,
      { signal },
    ),
  ledger: (id: string, signal: AbortSignal) => request<Ledger>(`${device(id)}/ledger`, { signal }),
  series: (id: string, query: SeriesQuery, signal: AbortSignal) =>
    request<SeriesAnswer>(
      `${device(id)}/series?${new URLSearchParams({
        metric: query.metric,
        from: new Date(query.from).toISOString(),
        to: new Date(query.to).toISOString(),
        maxPoints: String(query.maxPoints),
      }).toString()}`,
      { signal },
    ),
}
