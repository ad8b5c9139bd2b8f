import type { WireRecord } from '@forewarn/shared/record.ts'
import { expect, onTestFinished, test } from 'vitest'

import type { StoredLayout } from './layouts.ts'
import { createDevices, groupOf, openTestStore, temporaryDatabase } from './test-store.ts'

const START = Date.UTC(2026, 8, 1)
const LAYOUTS: StoredLayout[] = [
  { id: 1, source: 'fast', series: [['test.level'], ['system.network.io']] },
  { id: 2, source: 'slow', series: [['test.slow']] },
]

/** A level of `n`, a counter that grows by `n` a second squared, and now and then a slow source's reading. */
function sample(n: number, slow = false): WireRecord {
  const at = START + n * 1000
  return [n, 's', at, at, [[1, n, (n * (n + 1)) / 2], ...(slow ? [[2, n * 10] as [number, number]] : [])]]
}

function openWithDevice() {
  const file = temporaryDatabase()
  let store = openTestStore(file)
  onTestFinished(() => store.close())
  createDevices(store, 1)
  return {
    send: (...records: WireRecord[]) => store.apply(groupOf([{ device: 1, epoch: 1, records }], LAYOUTS), START),
    cut: () => store.calls.upkeep.cutAll(),
    restart(): void {
      store.close()
      store = openTestStore(file)
    },
    read: () =>
      Object.fromEntries(
        store.calls.readings.latest('dev-1').map(({ metric, value, at }) => [metric, [value, at - START]]),
      ),
  }
}

test('the newest reading is found wherever it lies: in what came since it was last asked, in a tail, in chunks, after a restart', () => {
  const { send, cut, restart, read } = openWithDevice()
  send(sample(1, true), sample(2))
  expect(read()).toEqual({ 'test.level': [2, 2000], 'system.network.io': [2, 2000], 'test.slow': [10, 1000] })
  send(sample(3))
  send(sample(4))
  const newest = { 'test.level': [4, 4000], 'system.network.io': [4, 4000], 'test.slow': [10, 1000] }
  expect(read()).toEqual(newest)
  send(sample(5))
  restart()
  const fifth = { 'test.level': [5, 5000], 'system.network.io': [5, 5000], 'test.slow': [10, 1000] }
  expect(read()).toEqual(fifth)
  cut()
  expect(read()).toEqual(fifth)
  restart()
  expect(read()).toEqual(fifth)
})

test('a tail that is cut before anyone asked leaves its newest readings, and a rate goes on over the cut', () => {
  const { send, cut, read } = openWithDevice()
  send(sample(1, true), sample(2))
  cut()
  send(sample(3))
  expect(read()).toEqual({ 'test.level': [3, 3000], 'system.network.io': [3, 3000], 'test.slow': [10, 1000] })
})

test('what comes late is history and no newest reading', () => {
  const { send, cut, read } = openWithDevice()
  send(sample(5))
  send(sample(2, true))
  const newest = { 'test.level': [5, 5000], 'test.slow': [20, 2000] }
  expect(read()).toMatchObject(newest)
  cut()
  send(sample(4))
  expect(read()).toMatchObject(newest)
})
