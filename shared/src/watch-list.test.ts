import fc from 'fast-check'
import { expect, test } from 'vitest'

import { CONFIG_LIMITS } from './protocol.ts'
import { readWatchList } from './watch-list.ts'

const NOTHING = { classHours: [], watchedPrograms: [], requiredPeripherals: [], peers: [] }

test('reads what is well formed and leaves out what is not', () => {
  const list = readWatchList({
    classHours: [[1, 2], [2, 1], [3], ['a', 'b'], [5, 6]],
    watchedPrograms: [
      { name: '白板', executables: ['EasiNote.exe', '/usr/bin/x', 7] },
      { name: 'none', executables: [] },
      { name: '', executables: ['x'] },
    ],
    requiredPeripherals: [
      { name: 'camera', kind: 'camera', usbId: 'F0F0:1' },
      { name: 'touch', kind: 'touch', usbId: '1ff7:0013' },
      { name: 'odd', kind: 'nose', usbId: null },
    ],
    peers: [
      { name: 'far room', host: '10.1.2.3', port: 7701 },
      { name: 'cloud', host: 'class.example', port: 0 },
      { name: 'option', host: '-f', port: 1 },
      { name: 'two', host: 'a b', port: 1 },
    ],
  })
  expect(list).toEqual({
    classHours: [
      [1, 2],
      [5, 6],
    ],
    watchedPrograms: [{ name: '白板', executables: ['EasiNote.exe'] }],
    requiredPeripherals: [
      { name: 'camera', kind: 'camera', usbId: null },
      { name: 'touch', kind: 'touch', usbId: '1ff7:0013' },
    ],
    peers: [
      { name: 'far room', host: '10.1.2.3', port: 7701 },
      { name: 'cloud', host: 'class.example', port: 443 },
    ],
  })
})

test('takes no more of each than the limit', () => {
  const peers = Array.from({ length: 50 }, (_, i) => ({ name: `p${i}`, host: 'h', port: 1 }))
  expect(readWatchList({ peers }).peers).toHaveLength(CONFIG_LIMITS.peers)
})

test('nothing a collector may say breaks it, and what it read reads the same again', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(NOTHING)), fc.jsonValue()), given => {
      const list = readWatchList(given)
      expect(readWatchList({ ...list })).toEqual(list)
    }),
  )
})
