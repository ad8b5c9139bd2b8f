import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'

import { enrol } from '@forewarn/agent/enrol.ts'
import type { Identity } from '@forewarn/agent/identity.ts'
import type {
  Device,
  DeviceEvent,
  Health,
  LatestAnswer,
  Ledger,
  SeriesAnswer,
  SiteWatchList,
} from '@forewarn/shared/api.ts'
import type { IncidentDetail, IncidentList } from '@forewarn/shared/incident-api.ts'

/** Where a collector is and how to speak to it as its administrator. */
export interface Reachable {
  url: string
  folder: string
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH'

/** One request on a connection of its own, so that a collector that comes and goes disturbs no other. */
function ask<T>(
  { url, folder }: Reachable,
  path: string,
  body?: unknown,
  method: Method = body === undefined ? 'GET' : 'POST',
): Promise<{ status: number; answer: T }> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const token = readFileSync(join(folder, 'token'), 'utf8').trim()
  const headers = {
    authorization: `Bearer ${token}`,
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, url), { method, headers, agent: false, timeout: 10_000 }, response => {
      let answer = ''
      response.setEncoding('utf8').on('data', (part: string) => (answer += part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, answer: JSON.parse(answer) as T }))
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${path} took too long`)))
    outgoing.on('error', reject)
    outgoing.end(text)
  })
}

async function read<T>(at: Reachable, path: string, body?: unknown, method?: Method): Promise<T> {
  const { status, answer } = await ask<T>(at, path, body, method)
  if (status >= 400) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`)
  return answer
}

const of = (device: string): string => `/api/v1/devices/${device}`

export const health = (at: Reachable) => ask<Health>(at, '/health')
export const deviceOf = (at: Reachable, device: string) => read<Device>(at, of(device))
export const latestOf = (at: Reachable, device: string) => read<LatestAnswer>(at, `${of(device)}/latest`)
export const ledgerOf = (at: Reachable, device: string) => read<Ledger>(at, `${of(device)}/ledger`)
export const seriesOf = (at: Reachable, device: string, metric: string) =>
  read<SeriesAnswer>(at, `${of(device)}/series?metric=${metric}`)
export const eventsOf = async (at: Reachable, device: string) =>
  (await read<{ events: DeviceEvent[] }>(at, `${of(device)}/events?limit=1000`)).events

export const changeDevice = (at: Reachable, device: string, change: { role?: string; roomId?: string | null }) =>
  read<Device>(at, of(device), change, 'PATCH')
export const setWatchList = (at: Reachable, site: string, list: Partial<SiteWatchList>) =>
  read<SiteWatchList>(at, `/api/v1/sites/${site}/watch-list`, list, 'PUT')

/** Every incident, closed ones too, newest first; and one with its history. */
export const incidentsOf = async (at: Reachable) =>
  (await read<IncidentList>(at, '/api/v1/incidents?state=any')).incidents
export const incidentDetail = (at: Reachable, id: string) => read<IncidentDetail>(at, `/api/v1/incidents/${id}`)

/** A fresh one-time enrolment code. */
export async function createCode(at: Reachable): Promise<string> {
  const { status, answer } = await ask<{ code: string }>(at, '/api/v1/enrolment-codes', { uses: 'one' })
  if (status !== 201) throw new Error(`no enrolment code: ${JSON.stringify(answer)}`)
  return answer.code
}

/** Enrols a device the way the agent does. */
export async function enrolDevice(
  at: Reachable,
  facts: { hostname?: string; hardware?: string[] } = {},
): Promise<Identity> {
  const { hostname = 'test-device', hardware = [`board:${hostname}`] } = facts
  const request = { hostname, hardware, agent: '0.0.0-test', platform: 'test' }
  return enrol({ code: await createCode(at), address: null, allowPlainWs: false, request })
}
