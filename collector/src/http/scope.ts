import type { FastifyRequest } from 'fastify'

import type { StoreClient } from '../store/client.ts'
import { Problem } from './problem.ts'

/**
 * How a route that viewers may call keeps to the sites its caller sees. Every such route states one; a route that does not is refused
 * when it is registered.
 * `named`: what it is about stands in its address and is checked before its handler runs;
 * `filtered`: its handler answers only what `principal.scope` sees;
 * `common`: nothing in it belongs to a site.
 */
export type ScopeRule = 'named' | 'filtered' | 'common'

/** Which sites somebody sees. Whoever asks it, asks here. */
export interface Scope {
  /** Null: all of them. */
  readonly sites: readonly string[] | null
  sees(siteId: string): boolean
}

export function createScope(sites: readonly string[] | null): Scope {
  const seen = new Set(sites)
  return { sites, sees: siteId => sites === null || seen.has(siteId) }
}

export function isSameScope(one: Scope, other: Scope): boolean {
  return JSON.stringify(one.sites) === JSON.stringify(other.sites)
}

/** What the caller of a route that takes a role sees. */
export function scopeOf(request: FastifyRequest): Scope {
  return request.getDecorator<{ scope: Scope }>('principal').scope
}

/** Names in addresses and queries that name something of one site. */
const SUBJECTS = ['site', 'room', 'device', 'incident'] as const
type Subject = (typeof SUBJECTS)[number]

/** Whether a path names something whose site can be found here. */
export const namesSubject = (path: string): boolean => SUBJECTS.some(name => path.split('/').includes(`:${name}`))

/**
 * Refuses a request about what lies outside the scope, in the words in which its route refuses what does not exist: who may not see it
 * is not told that it is there. Throws a `Problem`.
 */
export async function admitSubjects(request: FastifyRequest, scope: Scope, store: StoreClient): Promise<void> {
  if (scope.sites === null) return
  const named = { ...(request.query as object), ...(request.params as object) } as Record<string, unknown>
  for (const subject of SUBJECTS) {
    const id = named[subject]
    if (typeof id !== 'string') continue
    const site = await siteOf(subject, id, store)
    if (site === null || !scope.sees(site)) throw new Problem(404, `unknown-${subject}`, `There is no such ${subject}.`)
  }
}

async function siteOf(subject: Subject, id: string, store: StoreClient): Promise<string | null> {
  switch (subject) {
    case 'site':
      return id
    case 'room':
      return (await store.places.listRooms(null)).find(room => room.id === id)?.siteId ?? null
    case 'device':
      return (await store.devices.get(id))?.siteId ?? null
    case 'incident':
      return (await store.incidents.get(id))?.incident.siteId ?? null
  }
}
