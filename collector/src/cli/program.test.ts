import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { parseEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import { expect, test } from 'vitest'

import { ask, startCollector, temporaryFolder } from '../test-collector.ts'
import { forewarn } from './test-cli.ts'

test('help and version are printed, and every command has help', async () => {
  const help = await forewarn(['--help'])
  expect(help.code).toBe(0)
  expect(help.out).toContain('3  no collector is running on the data folder')
  expect((await forewarn(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  const commands = ['collector', 'status', 'sign-in-link', 'device list', 'device show', 'site list', 'site create']
  commands.push('site watch-list')
  commands.push('room list', 'room create', 'code create', 'code list', 'code revoke', 'token create', 'token list')
  commands.push('site watch-list', 'token revoke', 'backup', 'restore', 'config-schema', 'openapi')
  commands.push('user list', 'user create', 'user change', 'user disable', 'user reset', 'audit')
  commands.push('incidents list', 'diagnose', 'export', 'replay', 'rules', 'backtest')
  for (const command of commands) {
    const { code, out } = await forewarn([...command.split(' '), '--help'])
    expect([command, code]).toEqual([command, 0])
    expect(out).toContain('Usage: forewarn')
  }
})

test.each([
  [['--nonsense']],
  [['nonsense']],
  [['status', '--nonsense']],
  [['status', 'surplus']],
  [['token', 'create']],
  [['token', 'create', '--role', 'king']],
  [['collector', '--port', 'many']],
  [['collector', '--host', '0.0.0.0']],
  [['collector', '--config', '/nowhere/forewarn.yaml']],
  [['device']],
  [['export']],
  [['export', '--device', 'a', '--site', 'b']],
  [['export', '--device', 'a', '--since', 'yesterday']],
  [['replay', '/nowhere/trace.jsonl']],
  [['replay', '-', '--speed', '0']],
  [['replay', '-', '--rules', '/nowhere/rules.yaml']],
  [['backtest']],
])('%j is wrong usage: exit code 2 and a reason', async args => {
  const { code, err } = await forewarn(args)
  expect(code).toBe(2)
  expect(err).not.toBe('')
})

test('without a collector, commands that need one say so with exit code 3', async () => {
  const data = temporaryFolder()
  for (const args of [['status'], ['token', 'list'], ['device', 'list', '--json'], ['backup', 'x.db']]) {
    const { code, out, err } = await forewarn([...args, '--data', data])
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain(`no collector is running on the data folder ${data}`)
  }
})

test('token create prints the token and nothing else, and it works until revoked', async () => {
  const at = await startCollector()
  const { code, out } = await forewarn([
    'token',
    'create',
    '--role',
    'viewer',
    '--name',
    'grafana',
    '--data',
    at.folder,
  ])
  expect(code).toBe(0)
  expect(out).toMatch(/^fwt_[\w-]{43}\n$/)
  const token = out.trim()
  expect((await ask(at, 'GET', '/api/v1/devices', { token })).status).toBe(200)

  const list = await forewarn(['token', 'list', '--json'], { FOREWARN_DATA: at.folder })
  const listed = (JSON.parse(list.out) as { id: string; name: string }[]).find(one => one.name === 'grafana')!
  expect((await forewarn(['token', 'revoke', listed.id, '--data', at.folder])).code).toBe(0)
  expect((await ask(at, 'GET', '/api/v1/devices', { token })).status).toBe(401)
  const again = await forewarn(['token', 'revoke', listed.id, '--data', at.folder])
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('no such token')])
})

test('codes are created for a site and a time, listed and revoked', async () => {
  const at = await startCollector()
  const data = ['--data', at.folder]
  const { out } = await forewarn(['code', 'create', ...data])
  expect(parseEnrolmentCode(out).address).toBe(at.url.replace('http', 'ws'))
  const many = await forewarn(['code', 'create', '--many', '--expires', '14d', '--json', ...data])
  const created = JSON.parse(many.out) as { id: string; uses: string; createdAt: string; expiresAt: string }
  expect(created.uses).toBe('many')
  expect(Date.parse(created.expiresAt) - Date.parse(created.createdAt)).toBe(14 * 86_400_000)
  expect((await forewarn(['code', 'create', '--expires', 'soon', ...data])).code).toBe(2)
  expect((await forewarn(['code', 'revoke', created.id, ...data])).code).toBe(0)
  const { out: table } = await forewarn(['code', 'list', ...data])
  expect(table.split('\n')[0]).toMatch(/^ID +SITE +USES +USED +EXPIRES +REVOKED$/)
  expect(table).toContain(created.id)
})

test('sites, rooms and devices are created and listed', async () => {
  const at = await startCollector()
  const data = ['--data', at.folder]
  const site = (await forewarn(['site', 'create', '城东小学', '--time-zone', 'Asia/Shanghai', ...data])).out.trim()
  const room = await forewarn(['room', 'create', '301', '--site', site, '--floor', '3', ...data])
  expect(room.code).toBe(0)
  const rooms = JSON.parse((await forewarn(['room', 'list', '--site', site, '--json', ...data])).out) as object[]
  expect(rooms).toMatchObject([{ id: room.out.trim(), name: '301', floor: '3', building: null }])
  const { out } = await forewarn(['site', 'list', ...data])
  expect(out).toMatch(new RegExp(`^${site} +城东小学 +Asia/Shanghai +0 of 0$`, 'm'))
  expect((await forewarn(['device', 'list', '--json', ...data])).out).toBe('[]\n')
  const unknown = await forewarn(['device', 'show', 'dev-0', ...data])
  expect([unknown.code, unknown.err]).toEqual([1, 'forewarn: There is no such device.\n'])
})

test('status tells people and machines', async () => {
  const at = await startCollector()
  const text = await forewarn(['status', '--data', at.folder])
  expect([text.code, text.out]).toEqual([0, expect.stringContaining('devices  0 of 0 online')])
  const json = JSON.parse((await forewarn(['status', '--json', '--data', at.folder])).out) as object
  expect(json).toMatchObject({ url: at.url, status: 'ok', devices: { total: 0, online: 0 } })
})

test('a printed sign-in link lets its reader in', async () => {
  const at = await startCollector()
  const { out } = await forewarn(['sign-in-link', '--data', at.folder])
  const [page, ticket] = out.trim().split('#ticket=')
  expect(page).toBe(`${at.url}/sign-in`)
  expect((await ask(at, 'POST', '/api/v1/session/link', { body: { ticket } })).status).toBe(200)
})

test('backup writes a private file, replaces none, and restore wants the collector stopped', async () => {
  const at = await startCollector()
  const file = join(temporaryFolder(), 'backup.db')
  expect((await forewarn(['backup', file, '--data', at.folder])).code).toBe(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await forewarn(['backup', file, '--data', at.folder])).toMatchObject({ code: 2 })
  const running = await forewarn(['restore', file, '--data', at.folder])
  expect([running.code, running.err]).toEqual([1, expect.stringContaining('in use by another collector')])
  await at.collector.stop()
  const restored = await forewarn(['restore', file, '--data', at.folder])
  expect([restored.code, restored.out]).toEqual([0, expect.stringContaining('is kept as')])
})

test('what describes the collector is printed as JSON', async () => {
  const at = await startCollector()
  const openapi = JSON.parse((await forewarn(['openapi', '--data', at.folder])).out) as { openapi: string }
  expect(openapi.openapi).toBe('3.1.0')
  const schema = JSON.parse((await forewarn(['config-schema'])).out) as { properties: object }
  expect(schema.properties).toHaveProperty('publicAddress')
})

test('the collector runs until it is stopped and prints the first password once', async () => {
  const data = join(temporaryFolder(), 'data')
  const args = ['collector', '--data', data, '--port', '0', '--log-level', 'silent']
  const first = await forewarn(args)
  expect([first.code, first.out]).toEqual([0, ''])
  expect(first.err).toMatch(/with the password (\w{5}-){3}\w{5}\n.*\/sign-in#ticket=/)
  expect(existsSync(join(data, 'collector.json'))).toBe(false)
  expect((await forewarn(args)).err).toBe('')
})
