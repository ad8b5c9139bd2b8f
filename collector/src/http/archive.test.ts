import type { ArchiveAnswer } from '@forewarn/shared/archive-api.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)> \u202eمرحبا🙂'
const DAY = 86_400_000

interface Place {
  at: TestCollector
  site: string
  room: string
  /** What happens to incidents of it. */
  own<T>(method: string, path: string, body?: unknown): Promise<T>
}

async function school(): Promise<Place> {
  const at = await startCollector()
  const own = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })).json()
  const { id: site } = await own<{ id: string }>('POST', '/sites', { name: '谷雨路小学', timeZone: 'Asia/Shanghai' })
  const { id: room } = await own<{ id: string }>('POST', '/rooms', { siteId: site, name: '音乐教室' })
  return { at, site, room, own }
}

async function handled({ own, site }: Place, text: string, given: object = {}): Promise<IncidentView> {
  const opened = await own<IncidentView>('POST', '/requests', { siteId: site, text, lessonStopped: false, ...given })
  await own('POST', `/incidents/${opened.id}/actions`, { action: { type: 'dispatch', to: '东片工程师' } })
  const resolve = {
    type: 'resolve',
    cause: 'power',
    measures: `换了电源板 ${HOSTILE}`,
    parts: ['电源板'],
    way: 'on-site',
  }
  return own('POST', `/incidents/${opened.id}/actions`, { action: resolve })
}

describe('the archive', () => {
  test('is searched by words, place, grade, cause, state and time', async () => {
    const place = await school()
    const { own, site, room } = place
    const first = await handled(place, '投影没有声音')
    const second = await own<IncidentView>('POST', '/requests', {
      siteId: site,
      roomId: room,
      text: '黑屏',
      lessonStopped: true,
    })
    await own('POST', `/incidents/${first.id}/actions`, { action: { type: 'close', why: '学校同意' } })
    const find = async (query: Record<string, string>) =>
      (await own<ArchiveAnswer>('GET', `/archive?${new URLSearchParams(query).toString()}`)).incidents.map(
        ({ id }) => id,
      )
    const today = new Date().toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' })
    const tomorrow = new Date(Date.now() + DAY).toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' })
    const both = [second.id, first.id]
    const answers: [Record<string, string>, string[]][] = [
      [{}, both],
      [{ q: '声音' }, [first.id]],
      [{ q: '电源板 东片' }, [first.id]],
      [{ q: '学校同意' }, [first.id]],
      [{ q: '谷雨路' }, both],
      [{ q: '音乐' }, [second.id]],
      [{ q: second.id.toLowerCase() }, [second.id]],
      [{ q: '没有这回事' }, []],
      [{ q: '!!' }, []],
      [{ site }, both],
      [{ site: 'site-0' }, []],
      [{ room }, [second.id]],
      [{ grade: '2' }, [second.id]],
      [{ cause: 'power' }, [first.id]],
      [{ state: 'closed' }, [first.id]],
      [{ state: 'open' }, [second.id]],
      [{ device: 'dev-1' }, []],
      [{ site, from: today, to: today }, both],
      [{ site, from: tomorrow }, []],
    ]
    for (const [query, expected] of answers) expect(await find(query), JSON.stringify(query)).toEqual(expected)
    for (const bad of ['from=2026-13-45', 'from=x', 'grade=9', 'cause=x', `q=${'x'.repeat(201)}`, 'limit=1000'])
      expect((await ask(place.at, 'GET', `/api/v1/archive?${bad}`, { token: place.at.adminToken })).status).toBe(400)
  })

  test('is paged through, and knows how many there are', async () => {
    const { own, site } = await school()
    const ids: string[] = []
    for (let index = 0; index < 7; index++)
      ids.unshift(
        (await own<IncidentView>('POST', '/requests', { siteId: site, text: `n ${index}`, lessonStopped: false })).id,
      )
    const seen: string[] = []
    let next: string | null = null
    do {
      const answer: ArchiveAnswer = await own('GET', `/archive?q=n&limit=3${next === null ? '' : `&before=${next}`}`)
      expect(answer.total).toBe(7)
      seen.push(...answer.incidents.map(({ id }) => id))
      next = answer.next
    } while (next !== null)
    expect(seen).toEqual(ids)
  })
})

describe('a document', () => {
  const read = (place: Place, path: string) => ask(place.at, 'GET', `/api/v1${path}`, { token: place.at.adminToken })

  test('tells what was done by whom, in both languages, and nothing in it runs', async () => {
    const place = await school()
    const { id } = await handled(place, HOSTILE)
    for (const [lang, words] of [
      ['zh', ['故障处理记录', '东片工程师', '供电问题', '到场', '按时完成', '电源板', '谷雨路小学']],
      ['en', ['Fault handling record', '东片工程师', 'Power', 'On site', 'Met', '电源板', '谷雨路小学']],
    ] as const) {
      const answer = await read(place, `/incidents/${id}/record?lang=${lang}`)
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      for (const word of words) expect(answer.text).toContain(word)
      expect(answer.text).not.toMatch(/<script|<img src=x|onerror=alert\(1\)>|\sstyle=|javascript:/)
      expect(answer.text).toContain('&lt;script&gt;')
      const style = /<style>([^]*?)<\/style>/.exec(answer.text)![1]!
      const hash = createHash('sha256').update(style).digest('base64')
      expect(answer.headers['content-security-policy']).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
    }
    expect((await ask(place.at, 'GET', `/api/v1/incidents/${id}/record`)).status).toBe(401)
    expect((await read(place, '/incidents/F-99/record')).status).toBe(404)
  })

  test('of a site and a term sums up and holds every record', async () => {
    const place = await school()
    const { site } = place
    await handled(place, '投影没有声音')
    await handled(place, '黑屏')
    const text = (await read(place, `/sites/${site}/record?from=2020-01-01&to=2099-12-31`)).text
    for (const word of ['谷雨路小学', '小结', '清单', '逐件记录', '投影没有声音', '黑屏']) expect(text).toContain(word)
    expect(text.match(/<article/g)).toHaveLength(2)
    expect((await read(place, `/sites/${site}/record?from=2020-01-01&to=2020-01-31&lang=en`)).text).toContain(
      'No incidents in this time',
    )
    expect((await read(place, `/sites/${site}/record?from=2020-02-31&to=2020-03-31`)).status).toBe(400)
    expect((await read(place, `/sites/nowhere/record?from=2020-01-01&to=2020-03-31`)).status).toBe(404)
  })
})
