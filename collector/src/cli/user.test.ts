import type { AuditEntry, User, UserCreated } from '@forewarn/shared/people-api.ts'
import { expect, test } from 'vitest'

import { startCollector, type TestCollector } from '../test-collector.ts'
import { signIn } from '../http/test-people.ts'
import { forewarn } from './test-cli.ts'

const run = (at: TestCollector, ...args: string[]) => forewarn([...args, '--data', at.folder])
const json = async <T>(at: TestCollector, ...args: string[]): Promise<T> =>
  JSON.parse((await run(at, ...args, '--json')).out) as T

test('a user is created, changed, disabled, enabled and let in again from the shell', async () => {
  const at = await startCollector()
  const site = (await run(at, 'site', 'create', '城东小学')).out.trim()
  const created = await run(at, 'user', 'create', '王校长', '--role', 'viewer', '--site', '城东小学')
  expect([created.code, created.out]).toEqual([0, expect.stringMatching(/^(\w{5}-){3}\w{5}\n$/)])
  expect((await signIn(at, '王校长', created.out.trim())).status).toBe(200)
  const { out } = await run(at, 'user', 'list')
  expect(out).toMatch(/^NAME +ROLE +SITES +LAST SEEN +SESSIONS +STATE$/m)
  expect(out).toMatch(new RegExp(`^王校长 +viewer +${site} +\\S+ \\S+ +1 +password not set$`, 'm'))

  expect(await json<User>(at, 'user', 'change', '王校长', '--all-sites')).toMatchObject({ sites: null })
  expect(await json<User>(at, 'user', 'change', '王校长', '--role', 'engineer')).toMatchObject({ role: 'engineer' })
  expect((await run(at, 'user', 'disable', '王校长')).code).toBe(0)
  expect((await signIn(at, '王校长', created.out.trim())).status).toBe(401)
  expect(await json<User>(at, 'user', 'enable', '王校长')).toMatchObject({ disabledAt: null })
  const reset = await json<UserCreated>(at, 'user', 'reset', '王校长')
  expect((await signIn(at, '王校长', reset.password)).status).toBe(200)
  expect((await run(at, 'user', 'reset', '王校长', '--link')).out).toMatch(`${at.url}/sign-in#ticket=`)

  expect((await run(at, 'user', 'change', '王校长')).code).toBe(2)
  expect((await run(at, 'user', 'create', 'x', '--role', 'viewer', '--site', 'none')).err).toContain('no site none')
  expect((await run(at, 'user', 'disable', 'admin')).err).toContain('the last administrator')
})

test('a token is limited to sites, and the audit log is asked from the shell', async () => {
  const at = await startCollector()
  const site = (await run(at, 'site', 'create', 'East')).out.trim()
  const created = await json<{ sites: string[] }>(at, 'token', 'create', '--role', 'viewer', '--site', site)
  expect(created.sites).toEqual([site])
  await run(at, 'site', 'create', 'East')
  const { out } = await run(at, 'audit')
  expect(out).toMatch(/^WHEN +WHO +ACTION +ON +OUTCOME +DETAIL$/m)
  expect(out).toMatch(/command line +POST \/sites +– +refused \(409\) +\{"name":"East"\}$/m)
  const ask = async (...flags: string[]) => (await json<AuditEntry[]>(at, 'audit', ...flags)).length
  expect(await ask()).toBe(3)
  expect(await ask('--limit', '2')).toBe(2)
  expect(await ask('--action', 'POST /tokens', '--since', '1h')).toBe(1)
  expect(await ask('--outcome', 'refused')).toBe(1)
  expect(await ask('--subject', site)).toBe(1)
  expect((await run(at, 'audit', '--limit', 'many')).code).toBe(2)
})
