import { expect, test } from 'vitest'

import { ask, startCollector } from '../test-collector.ts'

test('what is silenced is listed with until when, by whom and why, and ended by a person', async () => {
  const at = await startCollector()
  const call = async (method: string, path: string, body?: unknown) =>
    (await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })).json() as unknown
  const { sites } = (await call('GET', '/sites')) as { sites: { id: string }[] }
  const opened = async (text: string) =>
    (await call('POST', '/requests', { siteId: sites[0]!.id, text, lessonStopped: false })) as { id: string }
  const [first, second] = [await opened('one'), await opened('two')]
  const silence = (id: string, hours: number, why: string) =>
    call('POST', `/incidents/${id}/actions`, {
      action: { type: 'silence', until: new Date(Date.now() + hours * 3_600_000).toISOString(), why },
    })
  expect(await call('GET', '/silences')).toEqual({ silences: [] })
  await silence(first.id, 4, 'ordered')
  await silence(second.id, 1, 'noisy')
  await silence(second.id, 2, 'still noisy')
  const { silences } = (await call('GET', '/silences')) as { silences: { incident: { id: string } }[] }
  expect(silences.map(({ incident }) => incident.id)).toEqual([second.id, first.id])
  expect(silences[0]).toMatchObject({ why: 'still noisy', by: expect.any(String), since: expect.stringMatching(/Z$/) })
  expect(await call('POST', `/incidents/${second.id}/actions`, { action: { type: 'unsilence' } })).toMatchObject({
    silencedUntil: null,
  })
  expect(await call('POST', `/incidents/${second.id}/actions`, { action: { type: 'unsilence' } })).toMatchObject({
    code: 'invalid',
  })
  const { timeline } = (await call('GET', `/incidents/${second.id}`)) as { timeline: { what: string }[] }
  expect(timeline.at(-1)!.what).toBe('unsilenced')
  expect(((await call('GET', '/silences')) as { silences: unknown[] }).silences).toHaveLength(1)
})
