import { describe, expect, test } from 'vitest'

import { allTold, beginRun, endRun, markClues, parseRunBook, untoldOf, type LastRun, type RunBook } from './run-book.ts'

const FIRST: LastRun = { previous: 'unknown', rebooted: null, lastSeenAt: null }
const page = (id: string, at = 0) => ({ id, at, loginBookAt: null })

function begin(book: RunBook, id: string, at: number, lastRun: LastRun): RunBook {
  return beginRun(book, { version: '1.0.0', boot: page(id, at), lastRun })
}

const empty = parseRunBook(null)
const inFirst = begin(empty, 'a', 0, FIRST)

describe('the book of runs', () => {
  test('a start in the same boot goes on with the page', () => {
    const again = begin(inFirst, 'a', 7, { previous: 'unclean', rebooted: false, lastSeenAt: 5 })
    expect(again.boots).toEqual([{ ...page('a'), seenAt: 5, end: 'running', told: false }])
  })

  test.each([
    ['stopped in order', 'clean', 'running', 'stopped', 'blind'],
    ['cut', 'unclean', 'running', 'cut', 'alive'],
    ['cut, but only after it saw the system go down', 'unclean', 'shutdown', 'shutdown', 'shutdown'],
    ['stopped in order because the system went down', 'clean', 'shutdown', 'shutdown', 'shutdown'],
  ] as const)('another boot after a run that was %s', (_name, previous, marked, end, tells) => {
    const book = begin(endRun(inFirst, marked), 'b', 100, { previous, rebooted: true, lastSeenAt: 90 })
    expect(book.boots.map(page => page.end)).toEqual([end, 'running'])
    expect(markClues(book, 101).map(clue => [clue.boot, clue.at, clue.tells])).toEqual([
      ['a', 0, 'boot'],
      ['a', 90, tells],
      ['b', 101, 'boot'],
    ])
  })

  test('when everything is told only the newest page is kept, and that it is told', () => {
    const book = begin(inFirst, 'b', 100, { previous: 'clean', rebooted: true, lastSeenAt: 90 })
    expect(allTold(book).boots).toMatchObject([{ id: 'b', told: true }])
  })

  test('boots that end before anybody is told of them do not pile up without bound', () => {
    let book = inFirst
    for (let i = 0; i < 100; i++) book = begin(book, `b${i}`, i, { previous: 'unclean', rebooted: true, lastSeenAt: i })
    expect(book.boots).toHaveLength(16)
    expect(book.boots.at(-1)!.id).toBe('b99')
  })

  test.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['another thing', '[]'],
    ['a list', 'null'],
    ['a page that is none', '{"version":"1","boots":[{"id":5}]}'],
    [
      'an end that is none',
      '{"version":"1","boots":[{"id":"a","at":0,"loginBookAt":null,"seenAt":null,"end":"well","told":true}]}',
    ],
  ])('a memory that holds %s is an empty book', (_name, text) => {
    expect(parseRunBook(text)).toEqual(empty)
  })

  test('what was remembered is what is recalled', () => {
    expect(parseRunBook(JSON.stringify(inFirst))).toEqual(inFirst)
  })
})

describe('which boots are to be told', () => {
  const boots = ['x', 'a', 'y', 'b', 'c'].map((id, at) => ({ at, id, kind: 'cold', resumed: id === 'y' }) as never)
  const names = (book: RunBook) => untoldOf(boots, book).map(({ id }) => id)
  const after = (book: RunBook, id: string) =>
    begin(book, id, 100, { previous: 'clean', rebooted: true, lastSeenAt: 90 })

  test.each([
    ['on the first start of all, this one', begin(empty, 'b', 0, FIRST), ['b']],
    ['after one that was told, this one; a resumption is none', after(allTold(inFirst), 'b'), ['b']],
    ['after one that was not, both', after(inFirst, 'b'), ['a', 'b']],
    ['one in between that the agent did not see', after(allTold(inFirst), 'c'), ['b', 'c']],
  ])('%s', (_name, book, expected) => {
    expect(names(book)).toEqual(expected)
  })
})
