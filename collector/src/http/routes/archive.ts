import { ArchiveAnswer, ArchiveSearch } from '@forewarn/shared/archive-api.ts'
import { Type } from 'typebox'

import { incidentDocument, termDocument } from '../../documents/document.ts'
import type { Handled, Pen } from '../../documents/record.ts'
import { DOCUMENT_POLICY } from '../../documents/style.ts'
import type { Language } from '../../documents/words.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { ArchiveQuery } from '../../store/archive.ts'
import type { App, Parts } from '../app.ts'
import { describeIncident } from '../describe-incident.ts'
import { Problem } from '../problem.ts'
import { scopeOf } from '../scope.ts'

const Language = Type.Optional(Type.Enum(['zh', 'en']))
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** The most records of one document: some hundred pages. */
const MOST_RECORDS = 200

/** The archive of handling records (技术资料归档): searched, and as documents to print and to hand to the school. */
export function registerArchive(app: App, parts: Parts): void {
  const { store, clock } = parts
  const tags = ['archive']

  app.get(
    '/archive',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'Search all incidents, open and closed, newest first',
        tags,
        querystring: ArchiveSearch,
        response: { 200: ArchiveAnswer },
      },
    },
    async request => {
      const { q, site, room, device, grade, cause, state, from, to, before, limit = 50 } = request.query
      const timeZone = await zoneOf(site)
      const query = {
        sites: scopeOf(request).sites,
        ...(q === undefined ? {} : { text: q }),
        ...(site === undefined ? {} : { siteId: site }),
        ...(room === undefined ? {} : { roomId: room }),
        ...(device === undefined ? {} : { device }),
        ...(grade === undefined ? {} : { grade }),
        ...(cause === undefined ? {} : { cause }),
        ...(state === undefined ? {} : { state }),
        ...(from === undefined ? {} : { from: startOf(from, timeZone) }),
        ...(to === undefined ? {} : { to: startOf(to, timeZone, 1) }),
      }
      await catchUp()
      const found = await store.archive.search({ ...query, ...(before === undefined ? {} : { before }), limit })
      const now = clock.now()
      return {
        incidents: found.map(one => describeIncident(one, now)),
        total: await store.archive.count(query),
        next: found.length < limit ? null : (found.at(-1)?.id ?? null),
      }
    },
  )

  app.get(
    '/incidents/:incident/record',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: {
        summary: 'The handling record of an incident as a page to print',
        tags,
        params: Type.Object({ incident: Type.String({ maxLength: 40 }) }),
        querystring: Type.Object({ lang: Language }),
        produces: ['text/html'],
      },
    },
    async (request, reply) => {
      const { incident: id } = request.params
      const { lang = 'zh' } = request.query
      const found = await store.incidents.get(id)
      if (found === null) throw new Problem(404, 'unknown-incident', 'There is no such incident.')
      const pen = await penOf(found.incident.siteId, lang)
      const handled = { ...found, photos: await store.photos.of(id) }
      return reply.headers(HEADERS).send(incidentDocument(handled, pen, `?lang=${otherThan(lang)}`))
    },
  )

  app.get(
    '/sites/:site/record',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: {
        summary: 'The handling records of a site and some time, such as a term, as a page to print',
        tags,
        params: Type.Object({ site: Type.String({ maxLength: 40 }) }),
        querystring: Type.Object({ lang: Language, from: Day, to: Day }),
        produces: ['text/html'],
      },
    },
    async (request, reply) => {
      const { lang = 'zh', from, to } = request.query
      const { site } = request.params
      const pen = await penOf(site, lang)
      const span = { sites: null, siteId: site, from: startOf(from, pen.timeZone), to: startOf(to, pen.timeZone, 1) }
      await catchUp()
      const found: Incident[] = []
      for (let page: Incident[] | null = null; page === null || page.length === PAGE;) {
        const query: ArchiveQuery = { ...span, limit: Math.min(PAGE, MOST_RECORDS - found.length) }
        page =
          query.limit === 0
            ? []
            : await store.archive.search({ ...query, ...(found.length === 0 ? {} : { before: found.at(-1)!.id }) })
        found.push(...page)
      }
      const handled: Handled[] = []
      for (const { id } of found) {
        const one = await store.incidents.get(id)
        if (one !== null) handled.push({ ...one, photos: await store.photos.of(id) })
      }
      const all = await store.archive.count(span)
      const other = `?${new URLSearchParams({ lang: otherThan(lang), from, to }).toString()}`
      return reply.headers(HEADERS).send(termDocument({ from, to, handled, all }, pen, other))
    },
  )

  /** Whatever changed since somebody searched last is taken in, a little at a time, so that commits come between. */
  async function catchUp(): Promise<void> {
    while (!(await store.archive.catchUp()));
  }

  async function zoneOf(site: string | undefined): Promise<string> {
    const sites = await store.places.listSites()
    return (sites.find(({ id }) => id === site) ?? sites[0])?.timeZone ?? 'Asia/Shanghai'
  }

  async function penOf(siteId: string, language: Language): Promise<Pen> {
    const site = (await store.places.listSites()).find(({ id }) => id === siteId)
    if (site === undefined) throw new Problem(404, 'unknown-site', 'There is no such site.')
    const [rooms, devices] = await Promise.all([store.places.listRooms(siteId), store.devices.list()])
    const names = new Map([
      ...rooms.map(({ id, building, name }): [string, string] => [
        id,
        building === null ? name : `${building} ${name}`,
      ]),
      ...devices.map(({ id, name }): [string, string] => [id, name]),
    ])
    const { name, timeZone } = site
    return { language, timeZone, now: clock.now(), site: name, nameOf: id => names.get(id) ?? id }
  }
}

const PAGE = 50
const HEADERS = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': DOCUMENT_POLICY }
const otherThan = (language: Language): Language => (language === 'zh' ? 'en' : 'zh')

/** When a day begins at a site, ms, so many days on. Throws a `Problem` for a day no calendar has. */
function startOf(day: string, timeZone: string, later = 0): number {
  try {
    return Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime(timeZone).epochMilliseconds
  } catch {
    throw new Problem(400, 'invalid', `${day} is no day.`)
  }
}
