import { expect, test } from 'vitest'

import { openTestStore, temporaryDatabase } from './test-store.ts'

const LIST = {
  watchedPrograms: [{ name: '白板', executables: ['whiteboard.exe'], roles: [] }],
  requiredPeripherals: [
    { name: 'Camera', kind: 'camera' as const, usbId: null, roles: ['lecture-room-main' as const] },
  ],
  peers: [{ name: 'Cloud', host: 'cloud.example', port: 443, roles: [] }],
}
const EMPTY = { watchedPrograms: [], requiredPeripherals: [], peers: [] }

test('a new site watches nothing, its list is replaced whole, and is there after a restart', () => {
  const file = temporaryDatabase()
  const store = openTestStore(file)
  const { places, watchLists } = store.calls
  for (const name of ['East', 'West']) places.createSite({ name, timeZone: 'UTC' }, 0)
  const [east, west] = places.listSites().map(site => site.id) as [string, string]
  expect(watchLists.get(east)).toEqual(EMPTY)
  expect(watchLists.all()).toEqual([])

  expect(watchLists.replace(east, LIST, 1)).toBe(true)
  expect(watchLists.replace(west, LIST, 1)).toBe(true)
  expect(watchLists.replace(west, { ...EMPTY, peers: LIST.peers }, 2)).toBe(true)
  store.close()

  const again = openTestStore(file)
  expect(again.calls.watchLists.get(east)).toEqual(LIST)
  expect(again.calls.watchLists.get(west)).toEqual({ ...EMPTY, peers: LIST.peers })
  expect(Object.fromEntries(again.calls.watchLists.all())).toEqual({
    [east]: LIST,
    [west]: { ...EMPTY, peers: LIST.peers },
  })
  again.close()
})

test('a site that is not there has no list and gets none', () => {
  const store = openTestStore(temporaryDatabase())
  const { watchLists } = store.calls
  expect(watchLists.get('site-0')).toBeNull()
  expect(watchLists.replace('site-0', LIST, 1)).toBe(false)
  expect(watchLists.all()).toEqual([])
  store.close()
})
