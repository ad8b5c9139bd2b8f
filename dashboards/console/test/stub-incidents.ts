import type { IncidentAction, IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'

import type { PhotoView, SentRequests } from '@forewarn/shared/request-api.ts'

import { timeline } from './incidents.ts'

/** What came of a request: a status and a body. */
interface Answered {
  status: number
  body: unknown
}

/** The collector's incidents in short: lists and shows them, and takes what people do, on the version they saw. */
export interface StubIncidents {
  list: IncidentView[]
  histories: Map<string, IncidentDetail['timeline']>
  /** Photos and requests of whichever incident is looked at. */
  photos: PhotoView[]
  requests: SentRequests['requests']
  answer(method: string, path: string, query: URLSearchParams, body: () => Promise<unknown>): Promise<Answered>
  /** Somebody else does something meanwhile. */
  act(id: string, action: IncidentAction['action'], by: string): IncidentView
}

export function createStubIncidents(list: IncidentView[], changed: (incident: IncidentView) => void): StubIncidents {
  const histories = new Map<string, IncidentDetail['timeline']>()
  const stub: StubIncidents = { list, histories, photos: [], requests: [], answer, act }

  const historyOf = ({ id, openedAt, reason, grade }: IncidentView): IncidentDetail['timeline'] => {
    const known = histories.get(id)
    if (known !== undefined) return known
    const machine = { kind: 'machine' } as const
    const begun: IncidentDetail['timeline'] =
      id === 'F-19'
        ? timeline(Date.now())
        : [
            {
              at: openedAt,
              actor: machine,
              what: 'opened',
              why: reason,
              detail: { grade, rule: 'x', suspected: false },
            },
          ]
    histories.set(id, begun)
    return begun
  }

  async function answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: () => Promise<unknown>,
  ): Promise<Answered> {
    const [, , id, part] = path.split('/').map(decodeURIComponent)
    if (id === undefined) {
      const state = query.get('state') ?? 'open-all'
      const wanted = stub.list.filter(
        one =>
          (state === 'any' || (state === 'closed') === (one.state === 'closed')) &&
          (query.get('site') ?? one.siteId) === one.siteId &&
          (query.get('grade') ?? String(one.grade)) === String(one.grade) &&
          (query.get('device') === null || one.devices.includes(query.get('device')!)),
      )
      return { status: 200, body: { incidents: wanted.slice(0, Number(query.get('limit') ?? 100)), next: null } }
    }
    const found = stub.list.find(one => one.id === id)
    if (found === undefined)
      return { status: 404, body: { code: 'unknown-incident', message: 'There is no such incident.' } }
    if (method === 'GET' && part === undefined) {
      const children = stub.list.filter(({ parent }) => parent === id)
      return { status: 200, body: { incident: found, timeline: historyOf(found), children } satisfies IncidentDetail }
    }
    if (method === 'GET') return { status: 200, body: { photos: stub.photos, requests: stub.requests } }
    if (part === 'photos') {
      const photo = {
        id: `photo-${stub.photos.length + 1}`,
        type: 'image/jpeg' as const,
        width: 4,
        height: 3,
        at: new Date().toISOString(),
        actor: 'admin',
      }
      stub.photos.push(photo)
      return { status: 201, body: photo }
    }
    const { version, action } = (await body()) as IncidentAction
    if (version !== found.version)
      return { status: 409, body: { code: 'conflict', message: 'Somebody else has changed the incident meanwhile.' } }
    if (action.type === 'merge' && stub.list.every(one => one.id !== action.into))
      return { status: 404, body: { code: 'unknown-incident', message: 'There is no other incident.' } }
    return { status: 200, body: act(id, action, 'admin') }
  }

  function act(id: string, action: IncidentAction['action'], by: string): IncidentView {
    const index = stub.list.findIndex(one => one.id === id)
    const before = stub.list[index]!
    const at = new Date().toISOString()
    const meet = (name: string) =>
      before.clocks.map(clock =>
        clock.name === name && clock.endedAt === null ? { ...clock, state: 'met' as const, endedAt: at } : clock,
      )
    const change: Partial<IncidentView> = {}
    let what: string = action.type
    const detail: Record<string, string | number> = {}
    if (action.type === 'acknowledge')
      Object.assign(change, { state: 'acknowledged', handler: by, clocks: meet('answer') })
    if (action.type === 'confirm') Object.assign(change, { state: 'open' })
    if (action.type === 'dispatch') {
      Object.assign(change, { state: 'in-progress', handler: action.to, clocks: meet('answer') })
      detail['to'] = action.to
    }
    if (action.type === 'arrive') Object.assign(change, { state: 'in-progress', clocks: meet('on-site') })
    if (action.type === 'remote') Object.assign(change, { state: 'in-progress', clocks: meet('answer') })
    if (action.type === 'resolve')
      Object.assign(change, {
        state: 'resolved',
        resolution: { at, cause: action.cause, measures: action.measures, parts: action.parts, way: action.way },
        clocks: meet('solve'),
      })
    if (action.type === 'reopen') Object.assign(change, { state: 'open', resolution: null, handler: null })
    if (action.type === 'close') Object.assign(change, { state: 'closed' })
    if (action.type === 'regrade') {
      Object.assign(change, { grade: action.grade })
      Object.assign(detail, { from: before.grade, to: action.grade })
    }
    if (action.type === 'silence') Object.assign(change, { silencedUntil: action.until })
    if (action.type === 'unsilence') Object.assign(change, { silencedUntil: null })
    if (action.type === 'merge') Object.assign(change, { parent: action.into })
    what = {
      confirm: 'confirmed',
      acknowledge: 'acknowledged',
      dispatch: 'dispatched',
      arrive: 'arrived',
      resolve: 'resolved',
      reopen: 'reopened',
      close: 'closed',
      regrade: 'regraded',
      merge: 'merged',
      note: 'noted',
      silence: 'silenced',
      unsilence: 'unsilenced',
      pause: 'paused',
      resume: 'resumed',
      plan: 'plan-given',
      'lend-spare': 'spare-lent',
      remote: 'remote',
    }[action.type]
    const why = 'why' in action ? action.why : 'text' in action ? action.text : ''
    historyOf(before).push({ at, actor: { kind: 'person', name: by }, what, why, detail })
    const after = { ...before, ...change, version: before.version + 1, updatedAt: at }
    stub.list[index] = after
    changed(after)
    return after
  }
  return stub
}
