import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

async function call(at: TestCollector, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })
  return answer.json()
}

const TIMETABLE = {
  terms: [{ from: '2026-09-01', to: '2027-01-20' }],
  periods: [{ name: '1', weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '08:40' }],
  statutory: true,
  off: [],
  working: [],
  swappedAs: 1,
  lessonsOf: {},
  maintenance: [],
}

async function site(at: TestCollector): Promise<string> {
  const { sites } = (await call(at, 'GET', '/sites')) as { sites: { id: string }[] }
  return `/sites/${sites[0]!.id}`
}

test('a timetable is empty at first, replaced whole, and every fault of one is told', async () => {
  const at = await startCollector()
  const path = `${await site(at)}/timetable`
  expect(await call(at, 'GET', path)).toMatchObject({ terms: [], periods: [] })
  expect(await call(at, 'PUT', path, TIMETABLE)).toEqual(TIMETABLE)
  expect(await call(at, 'GET', path)).toEqual(TIMETABLE)
  const wrong = {
    ...TIMETABLE,
    terms: [{ from: '2027-02-30', to: '2026-01-01' }],
    periods: [{ name: '1', weekdays: [1], from: '09:00', to: '08:00' }],
  }
  const refused = (await call(at, 'PUT', path, wrong)) as { code: string; message: string }
  expect(refused.code).toBe('invalid')
  for (const fault of ['terms[0] ends before it begins', '2027-02-30 is no day', 'periods[0] ends before'])
    expect(refused.message).toContain(fault)
  expect(await call(at, 'PUT', path, { ...TIMETABLE, periods: 'none' })).toMatchObject({ code: 'invalid' })
  expect(await call(at, 'GET', path)).toEqual(TIMETABLE)
  expect(await call(at, 'GET', '/sites/site-0/timetable')).toMatchObject({ code: 'unknown-site' })
})

test('the lessons ahead are told of the sites that have a timetable', async () => {
  const at = await startCollector()
  const path = await site(at)
  expect(await call(at, 'GET', '/class-hours')).toEqual({ sites: [] })
  const now = Date.now()
  const day = (ms: number) => new Date(now + ms).toISOString().slice(0, 10)
  const always = {
    ...TIMETABLE,
    statutory: false,
    terms: [{ from: day(-3 * 86_400_000), to: day(9 * 86_400_000) }],
    periods: [{ name: '1', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '08:40' }],
  }
  await call(at, 'PUT', `${path}/timetable`, always)
  const { sites } = (await call(at, 'GET', '/class-hours')) as {
    sites: { siteId: string; lessons: { from: string; to: string }[] }[]
  }
  expect(sites.map(({ siteId }) => `/sites/${siteId}`)).toEqual([path])
  expect(sites[0]!.lessons).toHaveLength(3)
  const yesterday = new Date(now - 86_400_000).toISOString()
  const asked = (query: string) =>
    call(at, 'GET', `/class-hours?${query}`) as Promise<{ sites: { lessons: unknown[] }[] }>
  expect((await asked(`from=${yesterday}&days=2`)).sites[0]!.lessons).toHaveLength(2)
  expect((await asked('site=site-0')).sites).toEqual([])
  expect(await asked('from=yesterday')).toMatchObject({ code: 'invalid' })
  expect(await asked('from=8999999999999999')).toMatchObject({ code: 'invalid' })
  expect(await asked('days=400')).toMatchObject({ code: 'invalid' })
  for (const { from, to } of sites[0]!.lessons) expect(Date.parse(to) - Date.parse(from)).toBe(40 * 60_000)
})

test('the clocks promised are the strict ones until a site is promised others', async () => {
  const at = await startCollector()
  const base = await site(at)
  const strict = (await call(at, 'GET', `${base}/clock-policy`)) as Record<string, object>
  expect(strict['2']).toMatchObject({ answer: { hours: 0.5 }, 'on-site': { hours: 2 }, solve: { hours: 12 } })
  const own = { ...strict, 4: { solve: { workingDays: 2 } } }
  expect(await call(at, 'PUT', `${base}/clock-policy`, own)).toEqual(own)
  const opened = (await call(at, 'POST', '/requests', {
    siteId: base.slice('/sites/'.length),
    text: 'x',
    lessonStopped: false,
  })) as { clocks: { name: string; from: string; due: string }[] }
  const [solve] = opened.clocks
  expect(Date.parse(solve!.due) - Date.parse(solve!.from)).toBeGreaterThanOrEqual(2 * 86_400_000)
  expect(await call(at, 'PUT', `${base}/clock-policy`, { ...strict, 4: { solve: { hours: -1 } } })).toMatchObject({
    code: 'invalid',
  })
})

test('what somebody else has changed meanwhile is not overwritten by who says what they saw', async () => {
  const at = await startCollector()
  const base = await site(at)
  const { rules } = (await call(at, 'GET', '/rules')) as { rules: { name: string }[] }
  const [rule] = rules
  const lists = (name: string) => ({ peers: [{ name, host: 'peer.example' }] })
  const settings: [path: string, one: unknown, other: unknown][] = [
    [`${base}/timetable`, TIMETABLE, { ...TIMETABLE, swappedAs: 2 }],
    [`${base}/clock-policy`, { 1: {}, 2: {}, 3: {}, 4: {} }, { 1: {}, 2: {}, 3: {}, 4: { solve: { hours: 2 } } }],
    [`${base}/watch-list`, lists('one'), lists('other')],
    ['/rules', { [rule!.name]: { enabled: false } }, {}],
  ]
  for (const [path, one, other] of settings) {
    const options = { token: at.adminToken }
    const read = async () => (await ask(at, 'GET', `/api/v1${path}`, options)).headers['etag'] as string
    const put = (body: unknown, version?: string) =>
      ask(at, 'PUT', `/api/v1${path}`, {
        ...options,
        body,
        headers: version === undefined ? {} : { 'if-match': version },
      })
    const seen = await read()
    expect(seen, path).toMatch(/^"[\w-]{22}"$/)
    const first = await put(one, seen)
    expect([first.status, first.headers['etag']], path).toEqual([200, await read()])
    const late = await put(other, seen)
    expect([late.status, (late.json() as { code: string }).code], path).toEqual([412, 'conflict'])
    expect(await read(), path).toBe(first.headers['etag'])
    expect((await put(other, first.headers['etag'] as string)).status, path).toBe(200)
    expect((await put(one)).status, path).toBe(200)
  }
})

test('a timetable is told day by day before it holds', async () => {
  const at = await startCollector()
  const path = `${await site(at)}/timetable/days`
  const body = { ...TIMETABLE, off: ['2026-10-09'] }
  const { days, calendarUntil } = (await call(at, 'POST', `${path}?from=2026-09-30&days=12`, body)) as {
    calendarUntil: number
    days: { day: string; kind: string; holiday: { zh: string } | null; lessonsOf: number | null; lessons: unknown[] }[]
  }
  expect(calendarUntil).toBeGreaterThanOrEqual(2026)
  const of = (day: string) => days.find(one => one.day === day)
  expect(of('2026-09-30')).toMatchObject({ kind: 'plain', inTerm: true, lessonsOf: 3, lessons: [{ name: '1' }] })
  expect(of('2026-10-01')).toMatchObject({ kind: 'holiday', holiday: { zh: '国庆节' }, lessonsOf: null, lessons: [] })
  expect(of('2026-10-03')).toMatchObject({ kind: 'holiday' })
  expect(of('2026-10-09')).toMatchObject({ kind: 'off', lessonsOf: null })
  expect(of('2026-10-10')).toMatchObject({ kind: 'swapped', lessonsOf: 1, lessons: [{ from: '08:00' }] })
  expect(of('2026-10-11')).toMatchObject({ kind: 'weekend', holiday: null })
  expect(
    await call(at, 'POST', path, { ...TIMETABLE, terms: [{ from: '2026-02-30', to: '2026-03-01' }] }),
  ).toMatchObject({
    code: 'invalid',
  })
  expect(await call(at, 'GET', path.replace('/days', ''))).toMatchObject({ terms: [] })
})
