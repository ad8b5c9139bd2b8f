import type { IncidentDetail, IncidentList, IncidentView } from '@forewarn/shared/incident-api.ts'
import type {
  FollowedRequest,
  PhotoList,
  RequestForm,
  RequestLinkView,
  SentRequests,
} from '@forewarn/shared/request-api.ts'
import { decodeQR } from 'qr/decode.js'
import { encodeQR } from 'qr'
import { request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'

import { exif, jpeg, png } from '../photos/test-photos.ts'
import { ask, startCollector, type TestCollector } from '../test-collector.ts'

const MINUTE = 60_000

interface School {
  at: TestCollector
  site: string
  room: string
  other: string
  link: RequestLinkView
}

async function school(): Promise<School> {
  const at = await startCollector()
  const staff = <T>(method: string, path: string, body?: unknown) => own<T>(at, method, path, body)
  const { id: site } = await staff<{ id: string }>('POST', '/sites', { name: '谷雨路小学', timeZone: 'Asia/Shanghai' })
  const roomOf = async (name: string) =>
    (await staff<{ id: string }>('POST', '/rooms', { siteId: site, name, building: '明德楼', floor: '4' })).id
  const [room, other] = [await roomOf('四(1)班'), await roomOf('四(2)班')]
  return { at, site, room, other, link: await staff('POST', `/sites/${site}/request-link`) }
}

async function own<T>(at: TestCollector, method: string, path: string, body?: unknown): Promise<T> {
  return (await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })).json()
}

/** As a stranger's telephone does. */
const stranger = (at: TestCollector, method: string, path: string, body?: unknown) =>
  ask(at, method, `/api/v1${path}`, { body })

function file({ at, link, room }: School, given: object = {}) {
  const body = { what: 'touch', lessonStopped: false, language: 'zh', roomId: room, text: '左半边点不动', ...given }
  return stranger(at, 'POST', `/request-links/${link.token}/requests`, body)
}

async function filed(where: School, given: object = {}): Promise<FollowedRequest> {
  const answer = await file(where, given)
  expect(answer.status, answer.text).toBe(201)
  return answer.json()
}

function send(at: TestCollector, path: string, body: Buffer, type = 'image/jpeg', token?: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { 'content-type': type, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    const outgoing = httpRequest(
      new URL(`/api/v1${path}`, at.url),
      { method: 'POST', headers, agent: false },
      response => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test('a teacher without an account opens grade 4, and follows it to its end without seeing who did what', async () => {
  const where = await school()
  const { at, link } = where
  const form = (await stranger(at, 'GET', `/request-links/${link.token}`)).json() as RequestForm
  expect(form).toMatchObject({ site: { name: '谷雨路小学' }, device: null })
  expect(form.rooms.map(({ name }) => name)).toEqual(['四(1)班', '四(2)班'])
  const inMinutes = (time: string | null) => Math.round((Date.parse(time ?? '') - Date.parse(form.now)) / MINUTE)
  expect([inMinutes(form.promised.stopped.answerBy), inMinutes(form.promised.stopped.onSiteBy)]).toEqual([30, 120])

  const sent = await filed(where, { contact: '四年级办公室' })
  expect(sent).toMatchObject({ number: 'F-1', grade: 4, state: 'open', what: 'touch', place: { spot: '四(1)班' } })
  expect(sent.clocks.map(({ name }) => name)).toEqual(['solve'])
  const act = (action: object) => own<IncidentView>(at, 'POST', '/incidents/F-1/actions', { action })
  await act({ type: 'dispatch', to: 'East crew' })
  await act({ type: 'note', text: 'the teacher is new here' })
  await act({ type: 'resolve', cause: 'hardware', measures: '换了触摸框', parts: ['frame'], way: 'on-site' })
  const followed = await stranger(at, 'GET', `/requests/${sent.key}`)
  expect(followed.json()).toMatchObject({ state: 'resolved', resolution: { measures: '换了触摸框', way: 'on-site' } })
  expect((followed.json() as FollowedRequest).steps.map(({ what }) => what)).toEqual([
    'opened',
    'dispatched',
    'resolved',
  ])
  expect(followed.text).not.toMatch(/East crew|new here|frame"|四年级办公室/)

  const { requests } = await own<SentRequests>(at, 'GET', '/incidents/F-1/requests')
  expect(requests).toMatchObject([{ what: 'touch', contact: '四年级办公室', text: '左半边点不动' }])
  const { findings } = (await own<IncidentDetail>(at, 'GET', '/incidents/F-1')).incident
  expect(findings[0]!.evidence[0]!.text).toBe('点了没反应：左半边点不动')
  await act({ type: 'close', why: 'done' })
  expect((await own<SentRequests>(at, 'GET', '/incidents/F-1/requests')).requests[0]!.contact).toBeNull()
})

test('when the lesson cannot go on it is a suspected grade 2 with its clocks', async () => {
  const sent = await filed(await school(), { lessonStopped: true })
  expect(sent).toMatchObject({ grade: 2, state: 'suspected' })
  expect(sent.clocks.map(({ name }) => name)).toEqual(['answer', 'on-site', 'solve'])
})

describe('what one room reports within minutes is one incident', () => {
  test('told by each in their own words, and followed by each', async () => {
    const where = await school()
    const first = await filed(where)
    const second = await filed(where, { what: 'picture', text: '黑屏了' })
    const again = await filed(where, { what: 'picture', text: '黑屏了' })
    expect([second.number, again.number]).toEqual([first.number, first.number])
    expect(second.text).toBe('黑屏了')
    expect(new Set([first.key, second.key, again.key]).size).toBe(3)
    const { timeline } = await own<IncidentDetail>(where.at, 'GET', '/incidents/F-1')
    expect(timeline.map(({ what, why }) => [what, why])).toEqual([
      ['opened', 'requested-by-person'],
      ['noted', '没有画面：黑屏了'],
    ])
  })
  test('but another room’s, or a later one, is its own', async () => {
    const where = await school()
    const numbers = [(await filed(where)).number, (await filed(where, { roomId: where.other })).number]
    where.at.advance(11 * MINUTE)
    numbers.push((await filed(where)).number)
    expect(new Set(numbers).size).toBe(3)
  })
  test('and where the later one says that the lesson cannot go on, that one leads', async () => {
    const where = await school()
    const mild = await filed(where)
    const bad = await filed(where, { lessonStopped: true })
    expect(bad).toMatchObject({ grade: 2, number: 'F-2' })
    const followed = (await stranger(where.at, 'GET', `/requests/${mild.key}`)).json() as FollowedRequest
    expect(followed).toMatchObject({ number: 'F-1', grade: 2, state: 'suspected' })
  })
})

describe('the link', () => {
  test('is renewed and withdrawn, and who waits still sees how it stands', async () => {
    const where = await school()
    const sent = await filed(where)
    const renewed = await own<RequestLinkView>(where.at, 'POST', `/sites/${where.site}/request-link`)
    expect(renewed.token).toMatch(/^[\w-]{22}$/)
    expect((await file(where)).status).toBe(404)
    expect((await file({ ...where, link: renewed }, { roomId: where.other })).status).toBe(201)
    expect(
      (await ask(where.at, 'DELETE', `/api/v1/sites/${where.site}/request-link`, { token: where.at.adminToken }))
        .status,
    ).toBe(204)
    expect((await file({ ...where, link: renewed })).status).toBe(404)
    expect((await stranger(where.at, 'GET', `/requests/${sent.key}`)).status).toBe(200)
  })
  test('is a code that telephones read', async () => {
    const { at, site, link } = await school()
    const answer = await ask(at, 'GET', `/api/v1/sites/${site}/request-link/code.svg?device=dev-7`, {
      token: at.adminToken,
    })
    expect(answer.headers['content-type']).toContain('image/svg+xml')
    expect(answer.text).toMatch(/^<svg/)
    expect(answer.text).not.toMatch(/script|style=/)
    expect(link.address).toBe(`${at.url}/r/${link.token}`)
    const scale = 4
    const raw = encodeQR(`${link.address}?d=dev-7`, 'raw', { ecc: 'medium', border: 2, scale })
    const data = Uint8Array.from(raw.flat().flatMap(dark => (dark ? [0, 0, 0] : [255, 255, 255])))
    expect(decodeQR({ width: raw.length, height: raw.length, data })).toBe(`${link.address}?d=dev-7`)
  })
  test('is printed as cards to stick on devices', async () => {
    const { at, site } = await school()
    const answer = await ask(at, 'GET', `/api/v1/sites/${site}/request-link/cards`, { token: at.adminToken })
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(answer.text.match(/<svg/g)).toHaveLength(1)
    expect(answer.text).toContain('谷雨路小学')
    expect(answer.text).not.toMatch(/<script|\sstyle=/)
  })
  test('is nothing a viewer hands out, and a guessed one tells nothing', async () => {
    const { at, site } = await school()
    const { token } = await own<{ token: string }>(at, 'POST', '/tokens', { name: 'v', role: 'viewer' })
    expect((await ask(at, 'GET', `/api/v1/sites/${site}/request-link`, { token })).status).toBe(403)
    for (const path of [
      '/request-links/x',
      '/request-links/../sites',
      `/requests/F-1-${'a'.repeat(43)}`,
      '/requests/x',
    ])
      expect((await stranger(at, 'GET', path)).status).toBeGreaterThan(400)
  })
})

describe('hostile words', () => {
  test.each([
    ['script', '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'],
    ['emoji and right-to-left', '\u202e🙂🙃 مرحبا \u2066x'],
    ['control characters', 'a\u0000b\u0007c\u001b[31m'],
    ['SQL', "'; DROP TABLE incident; --"],
  ])('%s are kept as words', async (_what, text) => {
    const where = await school()
    const sent = await filed(where, { what: 'other', text })
    expect(sent.text).toBe(text.replaceAll(/\p{Cc}/gu, ' '))
    const { incidents } = await own<IncidentList>(where.at, 'GET', '/incidents')
    expect(incidents).toHaveLength(1)
  })
  test.each([
    ['10 kB of text', { text: 'x'.repeat(10_000) }, 'invalid'],
    ['an unknown kind', { what: 'explode' }, 'invalid'],
    ['another school’s room', { roomId: 'room-000000000000' }, 'unknown-room'],
    ['a field there is not', { siteId: 'x' }, 'invalid'],
    ['a long way to be reached', { contact: 'y'.repeat(101) }, 'invalid'],
  ])('%s is refused', async (_what, given, code) => {
    const answer = await file(await school(), given)
    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([400, code])
  })
  test('a device of nowhere is simply none', async () => {
    const sent = await filed(await school(), { device: 'dev-of-another-school', roomId: null })
    expect(sent.place.spot).toBeNull()
  })
})

test('a flood is refused, and opens one incident', async () => {
  const where = await school()
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => file(where, { text: `n ${index % 3}` })))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter(status => status === 201)).toHaveLength(60)
  expect(statuses.filter(status => status === 429)).toHaveLength(40)
  expect(Number(answers.find(({ status }) => status === 429)!.headers['retry-after'])).toBeGreaterThan(60)
  const { incidents } = await own<IncidentList>(where.at, 'GET', '/incidents')
  expect(incidents).toHaveLength(1)
  where.at.advance(11 * MINUTE)
  expect((await file(where)).status).toBe(201)
})

describe('photos', () => {
  test('are cleaned, stand in the history, and are shown to those who are signed in alone', async () => {
    const where = await school()
    const { at } = where
    const { key } = await filed(where)
    expect(await send(at, `/requests/${key}/photos`, jpeg({ segments: [exif(6)] }))).toMatchObject({ status: 200 })
    const { photos } = await own<PhotoList>(at, 'GET', '/incidents/F-1/photos')
    expect(photos).toMatchObject([{ type: 'image/jpeg', width: 1, height: 1 }])
    const path = `/api/v1/photos/${photos[0]!.id}`
    expect((await ask(at, 'GET', path)).status).toBe(401)
    const shown = await ask(at, 'GET', path, { token: at.adminToken })
    expect(shown.text).not.toContain('GPS')
    expect(shown.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    const { timeline } = await own<IncidentDetail>(at, 'GET', '/incidents/F-1')
    expect(timeline.at(-1)).toMatchObject({ what: 'noted', detail: { photo: photos[0]!.id } })
  })
  test('are added by who handles it, and a note may name one', async () => {
    const where = await school()
    await filed(where)
    const added = await send(where.at, '/incidents/F-1/photos', png(), 'image/png', where.at.adminToken)
    expect(added.status).toBe(201)
    const { id: photo } = JSON.parse(added.text) as { id: string }
    const note = (named: string) =>
      own<{ code?: string }>(where.at, 'POST', '/incidents/F-1/actions', {
        action: { type: 'note', text: 'the label', photo: named },
      })
    expect(await note('photo-of-another')).toMatchObject({ code: 'unknown-photo' })
    await note(photo)
    const { timeline } = await own<IncidentDetail>(where.at, 'GET', '/incidents/F-1')
    expect(timeline.at(-1)).toMatchObject({ what: 'noted', why: 'the label', detail: { photo } })
    expect((await send(where.at, '/incidents/F-1/photos', png(), 'image/png')).status).toBe(401)
    expect((await send(where.at, '/incidents/F-9/photos', png(), 'image/png', where.at.adminToken)).status).toBe(404)
  })
  test.each<[string, Buffer, string, number, string]>([
    ['a page called a picture', Buffer.from('<script>alert(1)</script>'), 'image/png', 400, 'not-a-photo'],
    ['a picture called a page', png(), 'text/html', 415, 'wrong-content-type'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml', 415, 'wrong-content-type'],
    ['6 MB', Buffer.alloc(6 * 1024 * 1024, 1), 'image/jpeg', 413, 'too-large'],
    ['nothing', Buffer.alloc(0), 'image/jpeg', 400, 'not-a-photo'],
  ])('%s is refused', async (_what, body, type, status, code) => {
    const where = await school()
    const { key } = await filed(where)
    const answer = await send(where.at, `/requests/${key}/photos`, body, type)
    expect([answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([status, code])
    expect((await own<PhotoList>(where.at, 'GET', '/incidents/F-1/photos')).photos).toEqual([])
  })
  test('end at so many', async () => {
    const where = await school()
    const { key } = await filed(where)
    const statuses: number[] = []
    for (let i = 0; i < 11; i++) statuses.push((await send(where.at, `/requests/${key}/photos`, jpeg())).status)
    expect(statuses).toEqual([...Array.from({ length: 9 }, () => 200), 409, 409])
  })
})
