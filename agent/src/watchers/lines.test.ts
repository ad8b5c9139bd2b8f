import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createLineCutter } from './lines.ts'

function cutAll(pieces: string[]): string[] {
  const lines: string[] = []
  const cut = createLineCutter(line => lines.push(line))
  for (const piece of pieces) cut(piece)
  return lines
}

test('lines are the same however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })), pieces => {
      expect(cutAll(pieces)).toEqual(pieces.join('').split('\n').slice(0, -1))
    }),
  )
})

test('a line without end is passed over and fills no memory', () => {
  const pieces = ['first\n', ...Array<string>(100).fill('x'.repeat(10_000)), '\nlast\n']
  expect(cutAll(pieces)).toEqual(['first', 'last'])
})
