import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { systemFiles } from './files.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

test.each([
  ['longer than what is wanted', 'abcdef', 'def'],
  ['as long', 'abc', 'abc'],
  ['shorter', 'ab', 'ab'],
  ['empty', '', ''],
])('the end of a file that is %s', (_name, text, expected) => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, text)
  expect(systemFiles.tail(path, 3)).toBe(expected)
})

test('every byte is one character', () => {
  const path = join(temporaryFolder(), 'file')
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
  writeFileSync(path, bytes)
  expect(Buffer.from(systemFiles.tail(path, 1_000)!, 'latin1')).toEqual(bytes)
})

test('when a file or folder was last changed', () => {
  const folder = temporaryFolder()
  utimesSync(folder, 1_800_000_000, 1_800_000_000)
  expect(systemFiles.modified(folder)).toBe(1_800_000_000_000)
})

test('what is absent, or is a folder, has no end; what is absent was never changed', () => {
  const folder = temporaryFolder()
  expect([
    systemFiles.tail(join(folder, 'none'), 3),
    systemFiles.tail(folder, 3),
    systemFiles.modified(join(folder, 'none')),
  ]).toEqual([null, null, null])
})
