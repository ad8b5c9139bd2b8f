import type { IncidentDetail, IncidentList, IncidentView } from '@forewarn/shared/incident-api.ts'
import { describe, expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

async function call<T>(at: TestCollector, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })
  return answer.json()
}

async function request(at: TestCollector, given: object = {}): Promise<IncidentView> {
  const { sites } = await call<{ sites: { id: string }[] }>(at, 'GET', '/sites')
  const body = { siteId: sites[0]!.id, text: '投影没有声音 <b>', lessonStopped: false, ...given }
  return call(at, 'POST', '/requests', body)
}

const act = (at: TestCollector, id: string, action: object, version?: number): Promise<IncidentView> =>
  call(at, 'POST', `/incidents/${id}/actions`, { action, ...(version === undefined ? {} : { version }) })

test('a request opens an incident that is listed, shown with its history, and handled to its end', async () => {
  const at = await startCollector()
  const opened = await request(at)
  expect(opened).toMatchObject({ grade: 4, state: 'open', reason: 'requested-by-person', version: 1 })
  expect(opened.clocks.map(({ name, state }) => [name, state])).toEqual([['solve', 'running']])
  const { incidents } = await call<IncidentList>(at, 'GET', '/incidents')
  expect(incidents.map(({ id }) => id)).toEqual([opened.id])

  expect(await act(at, opened.id, { type: 'acknowledge' }, 1)).toMatchObject({ state: 'acknowledged', version: 2 })
  const resolve = { type: 'resolve', cause: 'configuration', measures: 'unmuted', parts: [], way: 'telephone' }
  expect(await act(at, opened.id, resolve)).toMatchObject({ state: 'resolved', resolution: { way: 'telephone' } })
  expect(await act(at, opened.id, { type: 'close', why: 'user agrees' })).toMatchObject({ state: 'closed' })

  const detail = await call<IncidentDetail>(at, 'GET', `/incidents/${opened.id}`)
  expect(detail.timeline.map(({ what }) => what)).toEqual(['opened', 'acknowledged', 'resolved', 'closed'])
  expect(detail.timeline[1]!.actor).toMatchObject({ kind: 'person' })
  expect((await call<IncidentList>(at, 'GET', '/incidents')).incidents).toEqual([])
  expect((await call<IncidentList>(at, 'GET', '/incidents?state=any')).incidents).toHaveLength(1)
})

describe('what makes no sense is refused by name', () => {
  test.each([
    ['an unknown incident', 'F-99', { type: 'acknowledge' }, undefined, 'unknown-incident'],
    ['an edit of what somebody else changed', null, { type: 'acknowledge' }, 7, 'conflict'],
    ['confirming what is not suspected', null, { type: 'confirm' }, undefined, 'not-suspected'],
    ['an unknown action', null, { type: 'explode' }, undefined, 'invalid'],
    ['a grade there is not', null, { type: 'regrade', grade: 5, why: 'x' }, undefined, 'invalid'],
    [
      'a silence that is over',
      null,
      { type: 'silence', until: '2020-01-01T00:00:00Z', why: 'x' },
      undefined,
      'invalid',
    ],
    ['merging into itself or nothing', null, { type: 'merge', into: 'F-99' }, undefined, 'unknown-incident'],
  ])('%s', async (_what, id, action, version, code) => {
    const at = await startCollector()
    const opened = await request(at)
    expect(await act(at, id ?? opened.id, action, version)).toMatchObject({ code })
    const detail = await call<IncidentDetail>(at, 'GET', `/incidents/${opened.id}`)
    expect(detail.timeline).toHaveLength(1)
  })
})

test('who is on it is whom it was dispatched to, else who took it, and nobody once it is open again', async () => {
  const at = await startCollector()
  const { id } = await request(at)
  const { handler } = await act(at, id, { type: 'acknowledge' })
  expect(handler).toEqual(expect.any(String))
  expect(await act(at, id, { type: 'dispatch', to: 'East crew' })).toMatchObject({ handler: 'East crew' })
  expect(await act(at, id, { type: 'arrive' })).toMatchObject({ handler: 'East crew' })
  await act(at, id, { type: 'close', why: 'done' })
  expect(await act(at, id, { type: 'reopen', why: 'again' })).toMatchObject({ handler: null, state: 'open' })
})

test('a clock that stands still says why and since when', async () => {
  const at = await startCollector()
  const { id } = await request(at)
  const { clocks, updatedAt } = await act(at, id, { type: 'pause', reason: 'waiting-for-part' })
  expect(clocks[0]).toMatchObject({ state: 'paused', pausedFor: 'waiting-for-part', pausedAt: updatedAt })
})

describe('merging is refused', () => {
  test('on a version somebody else has changed', async () => {
    const at = await startCollector()
    const [child, parent] = [await request(at), await request(at)]
    await act(at, child.id, { type: 'note', text: 'seen' })
    expect(await act(at, child.id, { type: 'merge', into: parent.id }, child.version)).toMatchObject({
      code: 'conflict',
    })
    expect(await act(at, child.id, { type: 'merge', into: parent.id }, child.version + 1)).toMatchObject({
      parent: parent.id,
    })
  })
  test('under what is held under another, so that nothing is held under itself', async () => {
    const at = await startCollector()
    const [child, parent] = [await request(at), await request(at)]
    await act(at, child.id, { type: 'merge', into: parent.id })
    expect(await act(at, parent.id, { type: 'merge', into: child.id })).toMatchObject({ code: 'merged' })
  })
  test('under what is closed', async () => {
    const at = await startCollector()
    const [child, parent] = [await request(at), await request(at)]
    await act(at, parent.id, { type: 'close', why: 'done' })
    expect(await act(at, child.id, { type: 'merge', into: parent.id })).toMatchObject({ code: 'closed' })
  })
})

test('when the lesson cannot go on it is a suspected grade 2 with its clocks', async () => {
  const at = await startCollector()
  const opened = await request(at, { lessonStopped: true })
  expect(opened).toMatchObject({ grade: 2, state: 'suspected' })
  expect(opened.clocks.map(({ name }) => name)).toEqual(['answer', 'on-site', 'solve', 'plan', 'spare'])
  const other = await request(at)
  expect(await act(at, other.id, { type: 'merge', into: opened.id })).toMatchObject({ parent: opened.id })
  const detail = await call<IncidentDetail>(at, 'GET', `/incidents/${opened.id}`)
  expect(detail.children.map(({ id }) => id)).toEqual([other.id])
})
