import type { FastifyReply, FastifyRequest } from 'fastify'

import type { ActorKind } from '../store/audit.ts'
import type { Principal } from './access.ts'
import type { App, Parts } from './app.ts'
import { isWrite } from './cross-site.ts'

/**
 * What of a request is written down beside who, what and when: the fields of the body named here and no others, so that no secret gets
 * into the log by being forgotten. `exempt`: it writes nothing, whatever its method. Without it a write is noted with no field, a read
 * not at all.
 */
export type AuditRule = 'exempt' | { fields: readonly string[] }

interface Actor {
  name: string
  kind: ActorKind
}

/** What only a route's handler knows of who it is and what it has done. */
interface AuditNote {
  actor?: Actor
  subject?: string
}

const NOTES = new WeakMap<FastifyRequest, AuditNote>()

/** Adds to what will be written down of this request. */
export function noteForAudit(request: FastifyRequest, note: AuditNote): void {
  NOTES.set(request, { ...NOTES.get(request), ...note })
}

/** `/users/:user` as the OpenAPI document writes it. */
const pathOf = (url: string): string => url.replace(/^\/api\/v1/, '').replaceAll(/:(\w+)/g, '{$1}')

/** Longer values are cut or, where they are no text, left out: a refused body can hold anything. */
const LONGEST_TEXT = 200
const LONGEST_VALUE = 2000

/**
 * Writes down every write through the API before it is answered, refused ones too. Nobody's tries are not written, or strangers could fill
 * the log; signing in notes by itself whom it knows. A log that cannot be written is told to the operator and holds up nobody: the
 * disk that refuses it refuses the write as well. Answers the actions there are.
 */
export function auditWrites(app: App, { store, clock }: Parts): { action: string; summary: string }[] {
  const actions: { action: string; summary: string }[] = []

  app.addHook('onRoute', ({ method, url, schema, config }) => {
    for (const one of [method].flat())
      if (isNoted(one, config?.audit))
        actions.push({ action: `${one} ${pathOf(url)}`, summary: (schema as { summary?: string })?.summary ?? '' })
  })

  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    const { url, config } = request.routeOptions
    const rule = config?.audit
    if (url === undefined || !isNoted(request.method, rule)) return payload
    const note = NOTES.get(request) ?? {}
    const actor = note.actor ?? actorOf(request.getDecorator<Principal | null>('principal'))
    if (actor === null) return payload
    const subject = note.subject ?? Object.values(request.params as Record<string, string>).join(' ')
    try {
      await store.audit.add({
        at: clock.now(),
        actor: actor.name,
        actorKind: actor.kind,
        address: request.ip,
        action: `${request.method} ${pathOf(url)}`,
        subject: subject === '' ? createdId(payload) : subject,
        detail: rule === undefined || rule === 'exempt' ? {} : pick(request.body, rule.fields),
        status: reply.statusCode,
      })
    } catch (error) {
      request.log.error({ err: error, url }, 'a write could not be noted in the audit log')
    }
    return payload
  })
  return actions
}

function isNoted(method: string, rule: AuditRule | undefined): boolean {
  return rule !== 'exempt' && (isWrite(method) || rule !== undefined)
}

function actorOf(principal: Principal | null): Actor | null {
  if (principal === null) return null
  return { name: principal.name, kind: principal.by === 'session' ? 'user' : 'token' }
}

/** What was created says its own id or name. */
function createdId(payload: unknown): string {
  if (typeof payload !== 'string' || payload.length > 100_000) return ''
  try {
    const { id, name } = JSON.parse(payload) as { id?: unknown; name?: unknown }
    return typeof id === 'string' ? id : typeof name === 'string' ? name : ''
  } catch {
    return ''
  }
}

/** The fields at these paths, such as `action.type`. */
function pick(body: unknown, fields: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const field of fields) {
    let value: unknown = body
    for (const key of field.split('.'))
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
    if (typeof value === 'string') picked[field] = value.slice(0, LONGEST_TEXT)
    else if (value !== undefined && JSON.stringify(value).length <= LONGEST_VALUE) picked[field] = value
  }
  return picked
}
