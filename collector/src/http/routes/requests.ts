import { FollowedRequest, RequestForm, RequestInput } from '@forewarn/shared/request-api.ts'
import { PHOTO_LIMITS, REQUEST_KINDS, REQUEST_TEXT, type RequestKind } from '@forewarn/shared/requests.ts'
import type { Room } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { RequestLink } from '../../store/request-links.ts'
import { REQUESTER } from '../../store/request-calls.ts'
import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { describeFollowed } from '../describe-request.ts'
import { Problem } from '../problem.ts'
import { createRequestLimits } from '../request-limits.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { keepPhoto, takePhotos } from './photos.ts'

const LinkParams = Type.Object({ token: Type.String({ maxLength: 64 }) })
const KeyParams = Type.Object({ key: Type.String({ maxLength: 100 }) })
const RATE = { rateLimit: { max: 120, timeWindow: 60_000 } }

/** What people without an account may do through a site's link: report a problem, add a word or a photo, and follow it. Nothing else. */
export function registerRequests(app: App, parts: Parts): void {
  const { store, clock } = parts
  const tags = ['service requests']
  const config = { audience: 'anyone', ...RATE } as const
  const limits = createRequestLimits(clock)

  async function linkOf(token: string): Promise<RequestLink> {
    const link = await store.requestLinks.find(token)
    if (link === null) throw new Problem(404, 'unknown-link', 'This link is not valid any more; scan the code again.')
    return link
  }

  app.get(
    '/request-links/:token',
    {
      config,
      schema: {
        summary:
          'What the form behind a site’s request link needs: its rooms, its promises, the device that was scanned',
        tags,
        params: LinkParams,
        querystring: Type.Object({ device: Type.Optional(Type.String({ maxLength: 40 })) }),
        response: { 200: RequestForm },
      },
    },
    async request => {
      const { siteId } = await linkOf(request.params.token)
      const [site, rooms] = await Promise.all([siteOf(siteId), store.places.listRooms(siteId)])
      const device = request.query.device === undefined ? null : await deviceOf(request.query.device, siteId)
      const now = clock.now()
      return {
        site: { name: site.name, timeZone: site.timeZone },
        rooms: rooms.map(describeRoom),
        device: device === null ? null : await describeDevice(device, rooms),
        now: isoTime(now),
        promised: { stopped: await promised(siteId, 2, now), usable: await promised(siteId, 4, now) },
      }
    },
  )

  app.post(
    '/request-links/:token/requests',
    {
      config,
      schema: {
        summary: 'File a service request (服务请求单) through a site’s link',
        tags,
        params: LinkParams,
        body: RequestInput,
        response: { 201: FollowedRequest },
      },
    },
    async (request, reply) => {
      const link = await linkOf(request.params.token)
      limits.admit(request.ip, link.siteId)
      const { what, lessonStopped, language, text = '', contact = '' } = request.body
      const now = clock.now()
      const device = request.body.device == null ? null : await deviceOf(request.body.device, link.siteId)
      const rooms = await store.places.listRooms(link.siteId)
      const roomId = request.body.roomId ?? device?.roomId ?? null
      if (roomId !== null && !rooms.some(({ id }) => id === roomId))
        throw new Problem(400, 'unknown-room', 'There is no such room at this site.')
      const said = tidy(text)
      const secret = newSecret()
      const filed = await store.requests.file(
        {
          siteId: link.siteId,
          roomId,
          device: device?.id ?? null,
          text: inWords(what, said, language),
          lessonStopped,
          what,
          said,
          contact: tidy(contact) === '' ? null : tidy(contact),
          secretHash: hashSecret(secret),
        },
        now,
      )
      if (!filed.ok) throw refused(filed.code)
      request.log.info({ incident: filed.incident.id, site: link.siteId }, 'a service request was filed')
      return reply.code(201).send(await follow(`${filed.incident.id}-${secret}`, now))
    },
  )

  app.get(
    '/requests/:key',
    {
      config,
      schema: {
        summary: 'How a service request stands, for whoever has its word',
        tags,
        params: KeyParams,
        response: { 200: FollowedRequest },
      },
    },
    async request => follow(request.params.key, clock.now()),
  )

  app.post(
    '/requests/:key/notes',
    {
      config,
      schema: {
        summary: 'Add a word to a service request',
        tags,
        params: KeyParams,
        body: Type.Object(
          { text: Type.String({ minLength: 1, maxLength: REQUEST_TEXT.text, pattern: '\\S' }) },
          { additionalProperties: false },
        ),
        response: { 200: FollowedRequest },
      },
    },
    async request => {
      const { key } = request.params
      const { incidentId, siteId } = await found(key)
      limits.admit(request.ip, siteId)
      const text = tidy(request.body.text)
      const result = await store.incidents.act(incidentId, null, { type: 'note', text }, REQUESTER, clock.now())
      if (!result.ok) throw new Problem(409, result.code, result.message)
      return follow(key, clock.now())
    },
  )

  takePhotos(app, child => {
    child.post(
      '/requests/:key/photos',
      {
        config,
        bodyLimit: PHOTO_LIMITS.bytes,
        // Decided before a body of megabytes is read.
        preParsing: async request => {
          const { siteId } = await found(request.params.key)
          limits.admit(request.ip, siteId)
        },
        schema: {
          summary: 'Add a photo to a service request: JPEG, PNG or WebP as the body; where it was taken is not kept',
          tags,
          params: KeyParams,
          response: { 200: FollowedRequest },
        },
      },
      async request => {
        const { key } = request.params
        const { incidentId } = await found(key)
        const most = PHOTO_LIMITS.perRequest * 3
        const { id: photo } = await keepPhoto(parts, incidentId, { body: request.body, by: REQUESTER, most })
        // In the history the photo stands where it came, and whoever looks at the incident hears of it.
        await store.incidents.act(incidentId, null, { type: 'note', text: '', photo }, REQUESTER, clock.now())
        return follow(key, clock.now())
      },
    )
  })

  async function found(key: string) {
    const request = await store.requests.find(hashSecret(key.slice(-SECRET_LENGTH)))
    const incident = request === null ? null : await store.incidents.get(request.incidentId)
    if (request === null || incident === null)
      throw new Problem(404, 'unknown-request', 'There is no such request; the address may be wrong.')
    return { ...request, siteId: incident.incident.siteId }
  }

  async function follow(key: string, now: number): Promise<FollowedRequest> {
    const request = await found(key)
    const own = (await store.incidents.get(request.incidentId))!
    const above = own.incident.parent === null ? null : await store.incidents.get(own.incident.parent)
    const site = await siteOf(own.incident.siteId)
    const rooms = await store.places.listRooms(own.incident.siteId)
    const room = rooms.find(({ id }) => id === own.incident.roomId)
    const device = own.incident.devices[0] === undefined ? null : await store.devices.get(own.incident.devices[0])
    const photos = (await store.photos.of(request.incidentId)).filter(({ actor }) => actor === REQUESTER).length
    const place = { site: site.name, spot: room?.name ?? device?.name ?? null, timeZone: site.timeZone }
    return describeFollowed({ key, request, own, above, place, photos }, now)
  }

  async function siteOf(id: string) {
    const site = (await store.places.listSites()).find(one => one.id === id)
    if (site === undefined) throw new Problem(404, 'unknown-link', 'This link is not valid any more.')
    return site
  }

  /** The device, if it is one of the site: of others nothing is told. */
  async function deviceOf(id: string, siteId: string) {
    const device = await store.devices.get(id)
    return device?.siteId === siteId ? device : null
  }

  async function describeDevice(
    { id, name, roomId }: { id: string; name: string; roomId: string | null },
    rooms: Room[],
  ) {
    const room = rooms.find(one => one.id === roomId)
    const open = await store.incidents.list({ device: id, limit: 20 })
    const known = open.find(
      ({ state, topic }) => state !== 'resolved' && state !== 'verified' && !topic.startsWith('request:'),
    )
    return {
      id,
      name,
      room: room === undefined ? null : describeRoom(room),
      known: known === undefined ? null : { title: known.title, since: isoTime(known.since) },
    }
  }

  async function promised(siteId: string, grade: 2 | 4, now: number) {
    const clocks = await store.incidents.promised(siteId, grade, now)
    const due = (name: string) => isoTime(clocks.find(clock => clock.name === name)?.due ?? null)
    return { answerBy: due('answer'), onSiteBy: due('on-site'), solveBy: due('solve') }
  }
}

/** How long a secret is as base64url; what stands before it in a key is for people. */
const SECRET_LENGTH = 43

const describeRoom = ({ id, name, building, floor }: Room) => ({ id, name, building, floor })

/** What the incident is told by: the choice in words, then the person's own. */
function inWords(what: RequestKind, said: string, language: 'zh' | 'en'): string {
  const kind = REQUEST_KINDS[what][language]
  if (said === '') return kind
  return what === 'other' ? said : `${kind}${language === 'zh' ? '：' : ': '}${said}`
}

/** Without control characters and without more empty lines than a person types. */
function tidy(text: string): string {
  return text
    .replaceAll(/(?!\n)\p{Cc}/gu, ' ')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function refused(code: 'unknown-site' | 'too-many'): Problem {
  return code === 'too-many'
    ? new Problem(429, 'too-many-requests', 'This site has sent very many requests today; please telephone.', 3_600_000)
    : new Problem(404, 'unknown-link', 'This link is not valid any more.')
}
