import fc from 'fast-check'
import { expect, test } from 'vitest'

import { anyWatchList } from './test-lists.ts'
import { parseWatchList, writeWatchList } from './yaml.ts'

test('a list that is printed and read back is the same, as YAML and as JSON', () => {
  fc.assert(
    fc.property(anyWatchList(), list => {
      expect(parseWatchList(writeWatchList('site-1', list), 'x')).toEqual(list)
      expect(parseWatchList(JSON.stringify(list), 'x')).toEqual(list)
    }),
  )
})

test('a list as a person writes it', () => {
  const text = `
watchedPrograms:
  - name: 白板          # for lessons
    executables: [whiteboard.exe, whiteboard]
requiredPeripherals:
  - { name: Camera, kind: camera, usbId: 1a2b:0010, roles: [lecture-room-main] }
peers:
`
  expect(parseWatchList(text, 'list.yaml')).toEqual({
    watchedPrograms: [{ name: '白板', executables: ['whiteboard.exe', 'whiteboard'], roles: [] }],
    requiredPeripherals: [{ name: 'Camera', kind: 'camera', usbId: '1a2b:0010', roles: ['lecture-room-main'] }],
    peers: [],
  })
})

test.each<[name: string, text: string, told: RegExp]>([
  ['nothing', '', /^list\.yaml is empty; "\{\}" is a watch list without any entry$/],
  ['only a comment', '# soon\n', /^list\.yaml is empty/],
  ['no YAML', 'peers: [\n', /^list\.yaml:2: /],
  ['one key twice', 'peers: []\npeers: []\n', /^list\.yaml:2: Map keys must be unique$/],
  ['two documents', 'peers: []\n---\npeers: []\n', /^list\.yaml:2: .*multiple documents/],
  [
    'faults on several lines',
    'peers:\n  - name: Cloud\n    host: a b\n    port: 0\nwatched: []\n',
    /^there are 3 faults:\nlist\.yaml:5: watched is not known; .*\nlist\.yaml:3: peers\[0\]\.host must be .*\nlist\.yaml:4: peers\[0\]\.port .*$/,
  ],
  ['a field that is missing', 'peers:\n  - host: a\n', /^list\.yaml:2: peers\[0\]\.name is missing$/],
  ['a number for a name', 'peers:\n  - { name: 12, host: a }\n', /^list\.yaml:2: peers\[0\]\.name must be text/],
  ['an alias that is nowhere', 'peers: *all\n', /^list\.yaml/],
  [
    'aliases that multiply',
    `a: &a [${'x,'.repeat(9)}x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nd: [${'*c,'.repeat(9)}*c]\n`,
    /^list\.yaml: Excessive alias count/,
  ],
])('%s is refused with its line', (_name, text, told) => {
  expect(() => parseWatchList(text, 'list.yaml')).toThrow(told)
})
