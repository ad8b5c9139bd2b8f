import type { Device, EnrolmentCodeInfo, Me, Room, Site } from '@forewarn/shared/api.ts'
import type { BacktestResult, RuleList } from '@forewarn/shared/rule-api.ts'
import type { Timetable, TimetableDays } from '@forewarn/shared/timetable.ts'
import { STRICT } from '@forewarn/shared/clock-policy.ts'
import type { IncomingHttpHeaders } from 'node:http'

import { WATCH_LIST } from './senses.ts'

type RuleSettings = Record<string, { enabled?: boolean; knobs?: Record<string, number> }>

/** What came of a request: a status, a body and what else is said about it. */
interface Answered {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** What the settings of the made-up collector are about. */
interface World {
  devices: Device[]
  sites: Site[]
  rooms: Room[]
  me: Me
}

type Handler = (at: { world: World; id: string; body: unknown; query: URLSearchParams }) => Answered | Promise<Answered>

/** Settings that are read whole and replaced whole, by their address; a version is how often they were replaced. */
type Held = Map<string, { value: unknown; version: number }>

/** The collector's settings in short: it takes what is changed, and refuses what the collector refuses. */
export interface StubSettings {
  /** Answers null where the address is none of the settings'. */
  answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: () => Promise<string>,
    headers: IncomingHttpHeaders,
  ): Promise<Answered | null>
  held: Held
  /** Somebody else replaces a setting meanwhile. */
  replace(path: string, value: unknown): void
  /** Answers by `METHOD /path`, where `*` stands for a name; tests put their own in. */
  handlers: Map<string, Handler>
}

const ok = (body: unknown, status = 200): Answered => ({ status, body })
const refuse = (status: number, code: string, message = 'No.'): Answered => ({ status, body: { code, message } })

const TIMETABLE: Timetable = {
  terms: [{ from: '2026-09-01', to: '2027-01-20' }],
  periods: [
    { name: '1', weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '08:40' },
    { name: '2', weekdays: [1, 2, 3, 4, 5], from: '08:50', to: '09:30' },
    { name: '社团', weekdays: [3], from: '15:30', to: '16:30' },
  ],
  statutory: true,
  off: ['2026-10-20'],
  working: [],
  swappedAs: 1,
  lessonsOf: { '2026-10-24': 2 },
  maintenance: [{ from: '2026-12-05T00:00:00Z', to: '2026-12-05T04:00:00Z', why: '更换交换机' }],
}

const knob = (name: string, value: number, maximum: number, doc: string) => ({
  name,
  value,
  default: value,
  minimum: 2,
  maximum,
  doc,
})
/** Rules of each shape: without numbers, with some, and one the page has no words for. */
const RULES: RuleList = {
  rules: [
    { name: 'machine-crash', doc: 'Grade 3: one bugcheck.', enabled: true, knobs: [] },
    {
      name: 'unclean-restarts',
      doc: 'Grade 2: intermittent, random or repeated restarts.',
      enabled: true,
      knobs: [
        knob('perDay', 3, 50, 'Unclean restarts in class within 24 hours.'),
        knob('perWeek', 4, 100, 'Unclean restarts in class within 7 days.'),
      ],
    },
    {
      name: 'of-a-newer-collector',
      doc: 'Grade 4: something nobody has words for yet.',
      enabled: false,
      knobs: [knob('often', 9, 20, 'How often.')],
    },
  ],
}

const withSettings = (settings: RuleSettings): RuleList => ({
  rules: RULES.rules.map(rule => ({
    ...rule,
    enabled: settings[rule.name]?.enabled !== false,
    knobs: rule.knobs.map(one => ({ ...one, value: settings[rule.name]?.knobs?.[one.name] ?? one.value })),
  })),
})

/** What a back-test says of one rule that is told more often. */
export function backtestResult(): BacktestResult {
  const finding = (device: string, grade: number, at: string) => ({
    device,
    rule: 'unclean-restarts',
    topic: 'power',
    grade,
    since: at,
    last: at,
    count: 3,
    title: { zh: '反复非正常重启', en: 'Repeated unclean restarts' },
  })
  return {
    since: '2026-10-26T00:00:00Z',
    until: '2026-11-25T00:00:00Z',
    devices: 12,
    deviceWeeks: 51.43,
    rules: [
      {
        rule: 'unclean-restarts',
        before: 1,
        after: 3,
        per100DeviceWeeks: { before: 1.94, after: 5.83 },
        judgesReadings: false,
      },
    ],
    added: { count: 2, findings: [finding('d1', 2, '2026-11-03T02:10:00Z'), finding('d2', 2, '2026-11-17T06:30:00Z')] },
    removed: { count: 0, findings: [] },
    regraded: { count: 12, findings: [finding('d3', 3, '2026-11-10T01:00:00Z')] },
    notes: [],
  }
}

/** Days as the collector tells them, each kind once. */
function timetableDays({ periods, off }: Timetable, from: string, count: number): TimetableDays {
  const national = { zh: '国庆节', en: 'National Day' }
  return {
    calendarUntil: 2026,
    days: Array.from({ length: count }, (_, i) => {
      const at = Date.parse(`${from}T00:00:00Z`) + i * 86_400_000
      const day = new Date(at).toISOString().slice(0, 10)
      const weekday = new Date(at).getUTCDay() || 7
      const isHoliday = day >= '2026-10-01' && day <= '2026-10-07'
      const kind = off.includes(day)
        ? 'off'
        : isHoliday
          ? 'holiday'
          : day === '2026-10-10' || i === 3
            ? 'swapped'
            : weekday > 5
              ? 'weekend'
              : 'plain'
      const lessonsOf = kind === 'plain' ? weekday : kind === 'swapped' ? 1 : null
      return {
        day,
        weekday,
        inTerm: true,
        kind,
        holiday: kind === 'holiday' || kind === 'swapped' ? national : null,
        lessonsOf,
        lessons: periods.filter(({ weekdays }) => lessonsOf !== null && weekdays.includes(lessonsOf)),
      }
    }),
  }
}

export function createStubSettings(world: () => World): StubSettings {
  let serial = 0
  const iso = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const codes: EnrolmentCodeInfo[] = [
    { id: 'c-old', siteId: 's1', uses: 'one', used: 1, createdAt: iso(-200), expiresAt: iso(-128), revokedAt: null },
  ]
  const taken = (list: readonly { id: string; name: string }[], name: string, id = '') =>
    list.some(one => one.name === name && one.id !== id)
  const handlers = new Map<string, Handler>([
    [
      'POST /sites',
      ({ world, body }) => {
        const { name, timeZone } = body as Site
        if (taken(world.sites, name)) return refuse(409, 'name-taken')
        if (!Intl.supportedValuesOf('timeZone').includes(timeZone)) return refuse(400, 'unknown-time-zone')
        const site = { id: `new-${++serial}`, name, timeZone, devices: 0, online: 0 }
        world.sites.push(site)
        return ok(site, 201)
      },
    ],
    [
      'PATCH /sites/*',
      ({ world, id, body }) => {
        if (taken(world.sites, (body as Site).name, id)) return refuse(409, 'name-taken')
        return ok(
          Object.assign(
            world.sites.find(site => site.id === id)!,
            body,
          ),
        )
      },
    ],
    [
      'POST /rooms',
      ({ world, body }) => {
        if (taken(world.rooms, (body as Room).name)) return refuse(409, 'name-taken')
        const room = { ...(body as Room), id: `new-${++serial}` }
        world.rooms.push(room)
        return ok(room, 201)
      },
    ],
    [
      'PATCH /rooms/*',
      ({ world, id, body }) =>
        ok(
          Object.assign(
            world.rooms.find(room => room.id === id)!,
            body,
          ),
        ),
    ],
    [
      'DELETE /rooms/*',
      ({ world, id }) => {
        world.rooms = world.rooms.filter(room => room.id !== id)
        return ok(null, 204)
      },
    ],
    ['GET /enrolment-codes', () => ok({ codes })],
    [
      'POST /enrolment-codes',
      ({ body }) => {
        const { siteId, uses } = body as Pick<EnrolmentCodeInfo, 'siteId' | 'uses'>
        const code = {
          id: `c${++serial}`,
          siteId,
          uses,
          used: 0,
          createdAt: iso(0),
          expiresAt: iso(72),
          revokedAt: null,
        }
        codes.push(code)
        return ok({ ...code, code: `fw1.wss-collector.example-7700.${'a1B2c3D4'.repeat(8)}` }, 201)
      },
    ],
    [
      'DELETE /enrolment-codes/*',
      ({ id }) => {
        Object.assign(
          codes.find(code => code.id === id)!,
          { revokedAt: iso(0) },
        )
        return ok(null, 204)
      },
    ],
    [
      'POST /sites/*/timetable/days',
      ({ body, query }) =>
        ok(timetableDays(body as Timetable, query.get('from') ?? '2026-11-25', Number(query.get('days') ?? 14))),
    ],
    [
      'PATCH /devices/*',
      ({ world, id, body }) =>
        ok(
          Object.assign(
            world.devices.find(device => device.id === id)!,
            body,
          ),
        ),
    ],
  ])

  const held: Held = new Map<string, { value: unknown; version: number }>([
    ['/sites/s1/timetable', { value: TIMETABLE, version: 1 }],
    ['/rules', { value: RULES, version: 1 }],
    ['/sites/s1/watch-list', { value: WATCH_LIST, version: 1 }],
    ['/sites/s1/clock-policy', { value: STRICT, version: 1 }],
  ])
  const replace = (path: string, value: unknown) => void held.set(path, { value, version: held.get(path)!.version + 1 })

  return {
    handlers,
    held,
    replace,
    async answer(method, path, query, read, headers) {
      const whole = held.get(path)
      if (whole !== undefined && (method === 'GET' || method === 'PUT')) {
        if (method === 'PUT') {
          if (headers['if-match'] !== `"${whole.version}"`) return refuse(412, 'conflict')
          const given: unknown = JSON.parse(await read())
          replace(path, path === '/rules' ? withSettings(given as RuleSettings) : given)
        }
        const { value, version } = held.get(path)!
        return { ...ok(value), headers: { etag: `"${version}"` } }
      }
      for (const [route, handler] of handlers) {
        const [wanted, pattern] = route.split(' ') as [string, string]
        const match = new RegExp(`^${pattern.replaceAll('*', '([^/]+)')}$`).exec(path)
        if (wanted !== method || match === null) continue
        const text = await read()
        const body: unknown = text === '' ? undefined : JSON.parse(text)
        return handler({ world: world(), id: decodeURIComponent(match[1] ?? ''), body, query })
      }
      return null
    },
  }
}
