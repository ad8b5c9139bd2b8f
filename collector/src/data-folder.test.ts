import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import {
  DataFolderError,
  dataPaths,
  isDataFolderLocked,
  lockDataFolder,
  readNote,
  writeNote,
  writePrivate,
} from './data-folder.ts'
import { temporaryFolder } from './test-collector.ts'

const NOTE = { url: 'http://127.0.0.1:7700', pid: 1234, version: '1.0.0', trust: null }

test('a data folder has one collector at a time, in one process too', () => {
  const folder = join(temporaryFolder(), 'a', 'b')
  const unlock = lockDataFolder(folder)
  expect(isDataFolderLocked(folder)).toBe(true)
  writeNote(folder, NOTE)
  expect(() => lockDataFolder(folder)).toThrow(
    /in use by another collector \(process 1234, http:\/\/127\.0\.0\.1:7700\)/,
  )
  expect(isDataFolderLocked(folder)).toBe(true)
  unlock()
  expect(isDataFolderLocked(folder)).toBe(false)
  lockDataFolder(folder)()
})

test('the lock of a killed process is free at once', async () => {
  const folder = temporaryFolder()
  const script = join(temporaryFolder(), 'hold.mjs')
  const module = new URL('data-folder.ts', import.meta.url).href
  writeFileSync(
    script,
    `import { lockDataFolder } from ${JSON.stringify(module)}
     lockDataFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`,
  )
  const holder = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  expect(() => lockDataFolder(folder)).toThrow(DataFolderError)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  lockDataFolder(folder)()
})

test('a folder that cannot be created or written is told by name', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => lockDataFolder(join(file, 'data'))).toThrow(
    /data folder .*file\/data cannot be written \(ENOTDIR\).*--data/,
  )
})

test.skipIf(process.platform !== 'linux')('a parent that takes no children is told instead of tried for ever', () => {
  expect(() => lockDataFolder('/proc/forewarn/data')).toThrow(/cannot be written \(ENOENT\)/)
})

test('a folder without a collector is not locked, and a damaged note is none', () => {
  const folder = temporaryFolder()
  expect(isDataFolderLocked(folder)).toBe(false)
  expect(readNote(folder)).toBeNull()
  writeFileSync(dataPaths(folder).note, '{"url":')
  expect(readNote(folder)).toBeNull()
})

test('private files are for their owner alone, replaced ones too', () => {
  const file = join(temporaryFolder(), 'token')
  writeFileSync(file, 'old', { mode: 0o644 })
  writePrivate(file, 'new')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
