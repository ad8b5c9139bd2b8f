import type { FollowedRequest, RequestForm, RequestInput } from '@forewarn/shared/request-api.ts'

/* The collector's side of service requests in short: one link, its form, and what was sent through it. */

export const LINK = 'link-of-the-school'
const MINUTE = 60_000

interface Answered {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export interface StubRequests {
  form: RequestForm
  /** What was sent, as it came. */
  sent: RequestInput[]
  /** Types and sizes of the photos that came. */
  photos: { type: string; bytes: number }[]
  followed: Map<string, FollowedRequest>
  /** Answers what is asked without a session; null for what is not about requests. */
  answer(method: string, path: string, type: string, body: () => Promise<Buffer>): Promise<Answered | null>
}

export function createStubRequests(now: number): StubRequests {
  const iso = (minutes: number) => new Date(now + minutes * MINUTE).toISOString()
  const rooms = [
    { id: 'r1', name: '四(1)班', building: '明德楼', floor: '4' },
    { id: 'r2', name: '四(2)班', building: '明德楼', floor: '4' },
    { id: 'r9', name: '音乐教室', building: '启智楼', floor: '2' },
  ]
  const stub: StubRequests = {
    form: {
      site: { name: '谷雨路小学', timeZone: 'Asia/Shanghai' },
      rooms,
      device: null,
      now: iso(0),
      promised: {
        stopped: { answerBy: iso(30), onSiteBy: iso(120), solveBy: iso(720) },
        usable: { answerBy: null, onSiteBy: null, solveBy: iso(1440) },
      },
    },
    sent: [],
    photos: [],
    followed: new Map(),
    answer,
  }
  const missing = (code: string): Answered => ({ status: 404, body: { code, message: 'There is no such thing.' } })

  function file(input: RequestInput): FollowedRequest {
    stub.sent.push(input)
    const key = `F-30-${'k'.repeat(43)}`
    const at = new Date().toISOString()
    const clock = (name: 'answer' | 'on-site' | 'solve', minutes: number) => ({
      name,
      state: 'running' as const,
      from: at,
      due: new Date(Date.now() + minutes * MINUTE).toISOString(),
      endedAt: null,
      pausedFor: null,
      pausedAt: null,
    })
    const room = rooms.find(({ id }) => id === input.roomId)
    const request: FollowedRequest = {
      key,
      number: 'F-30',
      place: { site: '谷雨路小学', spot: room?.name ?? null, timeZone: 'Asia/Shanghai' },
      what: input.what,
      text: input.text ?? '',
      sentAt: at,
      grade: input.lessonStopped ? 2 : 4,
      state: input.lessonStopped ? 'suspected' : 'open',
      clocks: input.lessonStopped
        ? [clock('answer', 30), clock('on-site', 120), clock('solve', 720)]
        : [clock('solve', 1440)],
      steps: [{ at, what: 'opened' }],
      resolution: null,
      photos: 0,
    }
    stub.followed.set(key, request)
    return request
  }

  async function answer(
    method: string,
    path: string,
    type: string,
    body: () => Promise<Buffer>,
  ): Promise<Answered | null> {
    const [, area, id = '', part] = path.split('/')
    if (area === 'request-links') {
      if (id !== LINK) return missing('unknown-link')
      if (method === 'GET') return { status: 200, body: stub.form }
      return { status: 201, body: file(JSON.parse((await body()).toString()) as RequestInput) }
    }
    if (area !== 'requests') return null
    const request = stub.followed.get(decodeURIComponent(id))
    if (request === undefined) return missing('unknown-request')
    if (part === 'photos') {
      const photo = await body()
      stub.photos.push({ type, bytes: photo.length })
      request.photos++
    }
    return { status: 200, body: request }
  }
  return stub
}
