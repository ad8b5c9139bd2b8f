import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { toMatch, toWords } from './archive-words.ts'

const db = new DatabaseSync(':memory:')
db.exec("CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
const TEXTS = [
  '四(1)班的触摸框断续掉线 F-12',
  'Projector lamp replaced: DDR4-8GB',
  '触控不灵，框已换',
  'C:\\Windows NEAR "x"',
]
for (const text of TEXTS) db.prepare('INSERT INTO t (text) VALUES (?)').run(toWords(text))

function found(typed: string): number[] {
  const match = toMatch(typed)
  if (match === null) return []
  return (db.prepare('SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid').all(match) as { rowid: number }[]).map(
    ({ rowid }) => rowid,
  )
}

test.each<[string, number[]]>([
  ['触摸框', [1]],
  ['框', [1, 3]],
  ['摸 班', [1]],
  ['框摸', []],
  ['四(1)班', [1]],
  ['f-12', [1]],
  ['proj', [2]],
  ['ojector', []],
  ['LAMP ddr4', [2]],
  ['lamp 触', []],
  ['', []],
  ['  \t', []],
  ['***', []],
  ['windows near', [4]],
  ['"', []],
  ['near("x")', [4]],
])('“%s” finds %j', (typed, expected) => expect(found(typed)).toEqual(expected))

test.each([
  '" OR 1',
  'a" AND text:b',
  '{text}: x',
  'x*',
  '^x',
  '-x',
  'a NOT b',
  '\0x',
  '🙂',
  '"'.repeat(200),
  '触'.repeat(200),
])('“%s” is words, not a query', typed => expect(() => found(typed)).not.toThrow())
