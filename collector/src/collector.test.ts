import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { DataFolderError, isDataFolderLocked } from './data-folder.ts'
import { ask, startCollector, temporaryFolder } from './test-collector.ts'

async function busyPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('a busy port is told with what to do, and the failed start leaves nothing held', async () => {
  const port = await busyPort()
  const folder = join(temporaryFolder(), 'data')
  await expect(startCollector({ folder, settings: { port } })).rejects.toThrow(
    `port ${port} is in use by another program; start with --port ${port + 1}`,
  )
  expect(isDataFolderLocked(folder)).toBe(false)
  expect(existsSync(join(folder, 'collector.json'))).toBe(false)
  const at = await startCollector({ folder })
  expect((await ask(at, 'GET', '/health')).status).toBe(200)
})

test('an address this machine does not have is told', async () => {
  await expect(startCollector({ settings: { host: '192.0.2.1', allowPlain: true } })).rejects.toThrow(
    /no address of this/,
  )
})

test('two collectors never share a data folder, and the first is not disturbed', async () => {
  const at = await startCollector()
  await expect(startCollector({ folder: at.folder })).rejects.toThrow(DataFolderError)
  expect((await ask(at, 'GET', '/health')).status).toBe(200)
})

test('a second start creates no second administrator, token or site', async () => {
  const first = await startCollector()
  expect(first.firstPassword).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
  await first.collector.stop()
  const second = await startCollector({ folder: first.folder })
  expect(second.firstPassword).toBeNull()
  expect(second.adminToken).toBe(first.adminToken)
  const { sites } = (await ask(second, 'GET', '/api/v1/sites', { token: second.adminToken })).json() as { sites: [] }
  expect(sites).toHaveLength(1)
  const body = { user: 'admin', password: first.firstPassword }
  expect((await ask(second, 'POST', '/api/v1/session', { body })).status).toBe(200)
})

test('a lost or revoked token of the command line is made anew at the next start', async () => {
  const first = await startCollector()
  await first.collector.stop()
  writeFileSync(join(first.folder, 'token'), 'fwt_something-else\n')
  const second = await startCollector({ folder: first.folder })
  expect(second.adminToken).not.toBe('fwt_something-else')
  expect((await ask(second, 'GET', '/api/v1/tokens', { token: second.adminToken })).status).toBe(200)
})

test('the note says where the collector is while it runs, and drafts of a crash are removed', async () => {
  const folder = join(temporaryFolder(), 'data')
  mkdirSync(folder)
  writeFileSync(join(folder, 'backup-0123abcd.tmp'), 'half')
  const at = await startCollector({ folder })
  expect(existsSync(join(folder, 'backup-0123abcd.tmp'))).toBe(false)
  const note = join(folder, 'collector.json')
  expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({ url: at.url, pid: process.pid, trust: null })
  await at.collector.stop()
  expect(existsSync(note)).toBe(false)
  await expect(ask(at, 'GET', '/health')).rejects.toThrow()
})

test('database, token and note are for the collector’s user alone, whatever the folder and the umask say', async () => {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  const umask = process.umask(0o022)
  onTestFinished(() => void process.umask(umask))
  await startCollector({ folder })
  for (const file of ['forewarn.db', 'forewarn.db-wal', 'token', 'collector.json'])
    expect([file, statSync(join(folder, file)).mode & 0o777]).toEqual([file, 0o600])
})

test('stopping twice is stopping once', async () => {
  const at = await startCollector()
  await Promise.all([at.collector.stop(), at.collector.stop()])
  await at.collector.stop()
  expect(isDataFolderLocked(at.folder)).toBe(false)
})
