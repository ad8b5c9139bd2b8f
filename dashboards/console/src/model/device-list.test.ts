import { describe, expect, it } from 'vitest'

import { device } from '../../test/samples.ts'
import { arrange } from './device-list.ts'
import { listAddress, readListState, sortedBy } from './list-state.ts'
import type { ListState } from './list-state.ts'

const NOW = Date.parse('2026-11-25T06:18:05Z')
const { summary } = device('x', NOW)
const DEVICES = [
  device('a', NOW, { name: '三(10)班', summary: { ...summary, cpu: 0.9 } }),
  device('b', NOW, { name: '三(2)班', summary: { ...summary, cpu: 0.1 } }),
  device('c', NOW, { name: '录播教室', state: 'offline', roomName: '录播教室' }),
  device('d', NOW, { name: 'Library', state: 'never', summary: { ...summary, cpu: null } }),
  device('e', NOW, { name: '科学教室', flags: ['clock-off'] }),
]
const ALL = readListState({})
const ids = (changes: Partial<ListState>) => arrange(DEVICES, { ...ALL, ...changes }).join('')

describe('the order of the list', () => {
  it('puts first what needs a look, last what never connected, names in natural order', () =>
    expect(ids({})).toBe('cebad'))
  it('sorts by a column either way, what is unknown always last', () => {
    expect(ids({ sort: 'cpu', descending: true })).toMatch(/^a.*bd$/)
    expect(ids({ sort: 'cpu', descending: false })).toMatch(/^b.*ad$/)
  })
  it('filters by state and by need', () => {
    expect(ids({ state: 'offline' })).toBe('c')
    expect(ids({ state: 'attention' })).toBe('ce')
    expect(ids({ state: 'never' })).toBe('d')
  })
  it('finds every word anywhere, whatever its case', () => {
    expect(ids({ find: 'LIBR' })).toBe('d')
    expect(ids({ find: '谷雨路 科学' })).toBe('e')
    expect(ids({ find: 'nowhere' })).toBe('')
  })
  it('takes what is searched for as text, not as a pattern', () => expect(ids({ find: '.*' })).toBe(''))
})

describe('the view in the address', () => {
  it('comes back as it went out', () => {
    const view: ListState = { find: '三(2)班 & x=1', state: 'attention', sort: 'memory', descending: true }
    const address = new URL(listAddress('/devices', view), 'http://console')
    expect(readListState(Object.fromEntries(address.searchParams))).toEqual(view)
  })
  it('leaves the default out', () => expect(listAddress('/devices', ALL)).toBe('/devices'))
  it('ignores what it does not know', () => {
    expect(readListState({ state: 'broken', sort: '__proto__', order: 'down' })).toEqual(ALL)
  })
  it('goes with each click on a head: one way, the other, and back to the default', () => {
    const once = sortedBy(ALL, 'cpu')
    const twice = sortedBy(once, 'cpu')
    expect([once.descending, twice.descending, sortedBy(twice, 'cpu').sort]).toEqual([true, false, null])
    expect(sortedBy(ALL, 'name').descending).toBe(false)
  })
})
