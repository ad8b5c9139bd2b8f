import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, test, vi } from 'vitest'

import { ask, startCollector, temporaryFolder } from '../test-collector.ts'

test('a backup is a whole database, and its draft is gone afterwards', async () => {
  const at = await startCollector()
  await ask(at, 'POST', '/api/v1/sites', { token: at.adminToken, body: { name: 'In the backup' } })
  const response = await fetch(new URL('/api/v1/backup', at.url), {
    headers: { authorization: `Bearer ${at.adminToken}` },
  })
  expect(response.headers.get('content-disposition')).toContain('forewarn-backup.db')
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect(bytes.length).toBe(Number(response.headers.get('content-length')))
  const file = join(temporaryFolder(), 'copy.db')
  writeFileSync(file, bytes)
  const db = new DatabaseSync(file, { readOnly: true })
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  expect(db.prepare('SELECT count(*) AS n FROM site WHERE name = ?').get('In the backup')).toEqual({ n: 1 })
  db.close()
  await at.collector.stop()
  expect(readdirSync(at.folder).filter(name => name.startsWith('backup-'))).toEqual([])
})

test('of two backups at once the second is asked to come back', async () => {
  const at = await startCollector()
  const answers = await Promise.all([0, 1].map(() => ask(at, 'GET', '/api/v1/backup', { token: at.adminToken })))
  expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409])
  await vi.waitFor(async () => {
    expect((await ask(at, 'GET', '/api/v1/backup', { token: at.adminToken })).status).toBe(200)
  })
})
