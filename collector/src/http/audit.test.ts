import { DatabaseSync } from 'node:sqlite'

import type { AuditEntry, AuditList } from '@forewarn/shared/people-api.ts'
import { expect, test } from 'vitest'

import { dataPaths } from '../data-folder.ts'
import { ask, startCollector, type TestCollector } from '../test-collector.ts'
import { admin, as, newUser, OWN_PASSWORD, signIn } from './test-people.ts'

/** Routes that change nothing whatever their method. A new one is put here on purpose or is audited. */
const EXEMPT = ['POST /backtest', 'POST /sites/{site}/timetable/days']
/** Routes for strangers: they note whom they let in, and not what anybody tries. */
const FOR_STRANGERS = ['POST /enrol', 'POST /session', 'POST /session/link', 'DELETE /session']
FOR_STRANGERS.push('POST /request-links/{token}/requests', 'POST /requests/{key}/notes', 'POST /requests/{key}/photos')

const audit = (at: TestCollector, query = '') => admin<AuditList>(at, 'GET', `/audit${query}`)

const brief = ({ actor, actorKind, action, subject, outcome }: AuditEntry) => [
  actor,
  actorKind,
  action,
  subject,
  outcome,
]

test('every write route is audited or deliberately not', async () => {
  const at = await startCollector()
  const { paths } = await admin<{ paths: Record<string, object> }>(at, 'GET', '/openapi.json')
  const writes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter(method => method !== 'get')
      .map(method => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  )
  expect(writes.length).toBeGreaterThan(20)
  for (const write of writes) {
    const [method, path] = write.split(' ') as [string, string]
    const body = method === 'DELETE' ? {} : { body: {} }
    await ask(at, method, `/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`, { token: at.adminToken, ...body })
  }
  const { entries, actions } = await audit(at, '?limit=1000')
  const noted = new Set(entries.map(({ action }) => action))
  expect(writes.filter(write => !noted.has(write)).toSorted()).toEqual([...EXEMPT, ...FOR_STRANGERS].toSorted())
  expect(new Set(entries.map(({ actor, actorKind }) => `${actorKind} ${actor}`))).toEqual(
    new Set(['token command line']),
  )
  expect(actions.map(({ action }) => action).toSorted()).toEqual(
    [...writes.filter(write => !EXEMPT.includes(write)), 'GET /backup'].toSorted(),
  )
  for (const { summary } of actions) expect(summary).not.toBe('')
})

test('an entry says who did what to what and what came of it, newest first, and no secret', async () => {
  const at = await startCollector()
  const cookie = await newUser(at, { name: 'someone', role: 'engineer' })
  await as(at, cookie, 'POST', '/sites', { name: 'not mine to make' })
  const { id } = await admin<{ id: string }>(at, 'POST', '/sites', { name: '城东小学' })
  const { token } = await admin<{ token: string }>(at, 'POST', '/tokens', { role: 'viewer', name: 'for a script' })
  await signIn(at, 'someone', 'wrong password')
  await signIn(at, 'my-secret-in-the-wrong-field', 'x')
  await ask(at, 'DELETE', '/api/v1/session', { headers: { cookie } })

  const { entries } = await audit(at)
  expect(entries.map(brief)).toEqual([
    ['someone', 'user', 'DELETE /session', '', 'done'],
    ['someone', 'stranger', 'POST /session', '', 'refused'],
    ['command line', 'token', 'POST /tokens', expect.stringMatching(/^token-/), 'done'],
    ['command line', 'token', 'POST /sites', id, 'done'],
    ['someone', 'user', 'POST /sites', '', 'refused'],
    ['someone', 'user', 'PUT /session/password', '', 'done'],
    ['someone', 'user', 'POST /session', '', 'done'],
    ['command line', 'token', 'POST /users', 'someone', 'done'],
  ])
  expect(entries[3]).toMatchObject({
    address: '127.0.0.1',
    status: 201,
    detail: { name: '城东小学' },
    summary: 'Create a site',
  })
  expect(entries[2]!.detail).toEqual({ role: 'viewer', name: 'for a script' })
  const text = JSON.stringify(entries)
  for (const secret of [OWN_PASSWORD, 'wrong password', 'my-secret', token, cookie.split('=')[1]!])
    expect(text).not.toContain(secret)
})

test('the log is asked by who, what, on what, when and outcome, page by page, by administrators alone', async () => {
  const at = await startCollector()
  const cookie = await newUser(at, { name: 'someone', role: 'engineer' })
  expect((await as(at, cookie, 'GET', '/audit')).status).toBe(403)
  const names = Array.from({ length: 5 }, (_, index) => `site ${index}`)
  for (const name of names) await admin(at, 'POST', '/sites', { name })
  await ask(at, 'POST', '/api/v1/sites', { token: at.adminToken, body: { name: 'site 0' } })
  const count = async (query: string) => (await audit(at, query)).entries.length
  expect(await count('?action=POST%20%2Fsites')).toBe(6)
  expect(await count('?action=POST%20%2Fsites&outcome=refused')).toBe(1)
  expect(await count('?actor=someone')).toBe(2)
  expect(await count('?subject=someone')).toBe(1)
  expect(await count(`?from=${Date.now() + 60_000}`)).toBe(0)
  expect(await count(`?to=${Date.now() + 60_000}`)).toBe(9)
  const seen: string[] = []
  for (let next: string | null = ''; next !== null;) {
    const page: AuditList = await audit(at, `?limit=4${next === '' ? '' : `&before=${next}`}`)
    seen.push(...page.entries.map(({ id }) => id))
    ;({ next } = page)
  }
  expect(seen).toHaveLength(9)
  expect(seen).toEqual(seen.toSorted((a, b) => Number(b) - Number(a)))
  expect((await ask(at, 'GET', '/api/v1/audit?outcome=maybe', { token: at.adminToken })).status).toBe(400)
})

test('a device that enrols and a backup that is taken are noted, too', async () => {
  const at = await startCollector()
  const { code } = await admin<{ code: string }>(at, 'POST', '/enrolment-codes', {})
  await ask(at, 'GET', '/api/v1/backup', { token: at.adminToken })
  expect((await audit(at)).entries.map(brief)).toEqual([
    ['command line', 'token', 'GET /backup', '', 'done'],
    ['command line', 'token', 'POST /enrolment-codes', expect.stringMatching(/^code-/), 'done'],
  ])
  expect(JSON.stringify((await audit(at)).entries)).not.toContain(code)
})

test('the table takes no change, and loses nothing younger than three years', async () => {
  const at = await startCollector()
  await admin(at, 'POST', '/sites', { name: 'x' })
  await at.collector.stop()
  const db = new DatabaseSync(dataPaths(at.folder).database)
  expect(() => db.exec("UPDATE audit SET actor = 'nobody'")).toThrow('only added to')
  expect(() => db.exec('DELETE FROM audit')).toThrow('three years')
  db.exec(`INSERT INTO audit (at, actor, actor_kind, address, action, subject, detail, status)
    SELECT at + 94694400000, actor, actor_kind, address, action, subject, detail, status FROM audit`)
  expect(db.prepare('DELETE FROM audit WHERE id = 1').run().changes).toBe(1)
  db.close()
})
