import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { connect } from './cli/client.ts'
import { DataFolderError } from './data-folder.ts'
import { restoreBackup } from './restore.ts'
import { startCollector, temporaryFolder } from './test-collector.ts'

const NOW = Date.UTC(2026, 2, 1, 8, 30)

/** A stopped collector whose backup knows one site more than its first, and whose database knows two more. */
async function withBackup(): Promise<{ folder: string; file: string }> {
  const at = await startCollector()
  const client = connect(at.folder)
  const file = join(temporaryFolder(), 'backup.db')
  await client.post('/api/v1/sites', { name: 'before' })
  await client.download('/api/v1/backup', file)
  await client.post('/api/v1/sites', { name: 'after' })
  await at.collector.stop()
  return { folder: at.folder, file }
}

async function siteNames(folder: string): Promise<string[]> {
  const at = await startCollector({ folder })
  const { sites } = await connect(folder).get<{ sites: { name: string }[] }>('/api/v1/sites')
  await at.collector.stop()
  return sites.map(site => site.name)
}

test('a restored collector knows what the backup knew, lets its command line in, and keeps what was replaced', async () => {
  const { folder, file } = await withBackup()
  const { keptAs } = restoreBackup({ file, folder, now: NOW })
  expect(keptAs).toBe(join(folder, 'forewarn.db.replaced-20260301T083000Z'))
  const names = await siteNames(folder)
  expect(names).toContain('before')
  expect(names).not.toContain('after')
  const old = new DatabaseSync(keptAs!, { readOnly: true })
  expect(old.prepare(`SELECT count(*) AS n FROM site WHERE name = 'after'`).get()).toEqual({ n: 1 })
  old.close()
})

test('a backup is restored into an empty folder, and a token for it is made', async () => {
  const { file } = await withBackup()
  const folder = join(temporaryFolder(), 'new')
  expect(restoreBackup({ file, folder, now: NOW })).toEqual({ keptAs: null })
  expect(await siteNames(folder)).toContain('before')
})

test('nothing is restored under a running collector', async () => {
  const { file } = await withBackup()
  const at = await startCollector()
  expect(() => restoreBackup({ file, folder: at.folder, now: NOW })).toThrow(DataFolderError)
  expect(await connect(at.folder).get('/health')).toMatchObject({ status: 'ok' })
})

test('a damaged, foreign, newer or missing file is refused and nothing is touched', async () => {
  const { folder, file } = await withBackup()
  const before = readdirSync(folder).toSorted()
  const bad = join(temporaryFolder(), 'bad.db')
  const refuse = (message: RegExp) => {
    expect(() => restoreBackup({ file: bad, folder, now: NOW })).toThrow(message)
    expect(readdirSync(folder).toSorted()).toEqual(before)
  }

  refuse(/does not exist/)
  writeFileSync(bad, 'not a database at all, but long enough to look at')
  refuse(/damaged or no backup/)

  const bytes = readFileSync(file)
  writeFileSync(bad, bytes.fill(0x55, 8192, 60_000))
  refuse(/damaged/)

  writeFileSync(bad, '')
  refuse(/no backup of a Forewarn collector/)

  writeFileSync(bad, readFileSync(file))
  const newer = new DatabaseSync(bad)
  newer.exec('PRAGMA user_version = 999')
  newer.close()
  refuse(/of version 999/)
  expect(existsSync(join(folder, 'forewarn.db'))).toBe(true)
})
