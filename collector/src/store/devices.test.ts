import { DatabaseSync } from 'node:sqlite'

import type { Run } from '@forewarn/shared/protocol.ts'
import type { WireRecord } from '@forewarn/shared/record.ts'
import { describe, expect, test } from 'vitest'

import type { Greeting } from './devices.ts'
import type { Store } from './store.ts'
import { createDevices, groupOf, KEY_HASH, openTestStore, temporaryDatabase } from './test-store.ts'

const NOW = Date.UTC(2026, 8, 1)

function run(id: string, first: number): Run {
  return { id, first, boot: `boot of ${id}` }
}

function greet(store: Store, runs: Run[], change: Partial<Greeting> = {}) {
  const greeting: Greeting = {
    publicId: 'dev-1',
    keyHash: KEY_HASH,
    agent: '1.0.0',
    epoch: 1,
    runs,
    hardware: ['board:1'],
    clockOffset: 0,
    present: null,
    ...change,
  }
  return store.calls.devices.greet(greeting, NOW)
}

function commit(store: Store, first: number, last: number, epoch = 1): void {
  const records = Array.from({ length: last - first + 1 }, (_, i): WireRecord => [
    first + i,
    'e',
    NOW,
    0,
    { name: 'test', severity: 'info', attributes: {} },
  ])
  store.apply(groupOf([{ device: 1, epoch, records }]), NOW)
}

function openWithDevice(file = temporaryDatabase()): Store {
  const store = openTestStore(file)
  createDevices(store, 1)
  return store
}

describe('a history that goes on', () => {
  test.each<[string, Run[], number, Run[]]>([
    ['the very first greeting', [], 0, [run('a', 1)]],
    ['the same run again', [run('a', 1)], 10, [run('a', 1)]],
    ['a new run after all that is committed', [run('a', 1)], 10, [run('a', 1), run('b', 11)]],
    ['a new run after a gap that is still to come', [run('a', 1)], 10, [run('a', 1), run('b', 25)]],
    [
      'runs that recorded nothing',
      [run('a', 1), run('b', 11)],
      10,
      [run('a', 1), run('b', 11), run('c', 11), run('d', 11)],
    ],
    ['a list that has lost its oldest runs', [run('a', 1), run('b', 5), run('c', 9)], 10, [run('c', 9), run('d', 11)]],
    ['a new run while the one before has records on their way', [run('a', 1)], 3, [run('a', 1), run('b', 8)]],
  ])('%s', (_, known, upTo, runs) => {
    const store = openWithDevice()
    if (known.length > 0) greet(store, known)
    if (upTo > 0) commit(store, 1, upTo)
    const committed = upTo > 0 ? [[1, upTo]] : []
    expect(greet(store, runs)).toMatchObject({ ok: true, device: 1, epoch: 1, renumberFrom: null, committed })
    expect(store.calls.devices.get('dev-1')?.rolledBackAt).toBeNull()
    store.close()
  })
})

describe('a disk that was put back', () => {
  test.each<[string, Run[], number, Run[], number]>([
    ['begins anew where the new run does', [run('a', 1)], 10, [run('a', 1), run('b', 6)], 6],
    ['even on the last committed number', [run('a', 1)], 10, [run('a', 1), run('b', 10)], 10],
    ['over a run that it never knew', [run('a', 1), run('x', 11)], 20, [run('a', 1), run('b', 11)], 11],
    ['where the first of several unknown runs does', [run('a', 1)], 10, [run('a', 1), run('b', 4), run('c', 8)], 4],
    ['from its start when it knows nothing at all', [run('a', 1)], 10, [run('b', 1)], 1],
    [
      'when the name of a run is known at another number',
      [run('a', 1), run('b', 8)],
      10,
      [run('a', 1), run('b', 6)],
      6,
    ],
  ])('%s', (_, known, upTo, runs, from) => {
    const store = openWithDevice()
    greet(store, known)
    commit(store, 1, upTo)
    expect(greet(store, runs)).toMatchObject({
      ok: true,
      device: 1,
      epoch: 2,
      renumberFrom: from,
      committed: [[1, upTo]],
    })
    expect(store.calls.devices.get('dev-1')?.rolledBackAt).toBe(NOW)
    // The agent answers in the new epoch, with runs of new names.
    expect(greet(store, [run('renamed', 1)], { epoch: 2 })).toMatchObject({
      epoch: 2,
      renumberFrom: null,
      committed: [],
    })
    store.close()
  })

  test('gets an epoch no state of the disk has ever had, however often', () => {
    const store = openWithDevice()
    greet(store, [run('a', 1)])
    commit(store, 1, 10)
    const epochs = ['b', 'c', 'd'].map(id => {
      const answer = greet(store, [run('a', 1), run(id, 5)])
      const epoch = answer.ok ? answer.epoch : 0
      commit(store, 1, 3, epoch)
      return epoch
    })
    expect(epochs).toEqual([2, 3, 4])
    store.close()
  })

  test('is known by runs that were greeted although nothing of them was committed before a restart', () => {
    const file = temporaryDatabase()
    const before = openWithDevice(file)
    greet(before, [run('a', 1)])
    before.close()
    const after = openTestStore(file)
    commit(after, 1, 10)
    expect(greet(after, [run('a', 1)])).toMatchObject({ epoch: 1, renumberFrom: null })
    expect(greet(after, [run('b', 3)])).toMatchObject({ epoch: 2, renumberFrom: 3 })
    after.close()
  })
})

test('of a machine that was started a thousand times, the collector remembers the last few hundred', () => {
  const file = temporaryDatabase()
  const store = openWithDevice(file)
  const all: Run[] = []
  for (let start = 1; start <= 1_000; start++) {
    all.push(run(`run-${start}`, start))
    expect(greet(store, all.slice(-64))).toMatchObject({ epoch: 1, renumberFrom: null })
    commit(store, start, start)
  }
  // A state of the disk from hundreds of starts ago is still recognised where it departs.
  expect(greet(store, [...all.slice(550, 600), run('other', 601)])).toMatchObject({ epoch: 2, renumberFrom: 601 })
  store.close()
  const db = new DatabaseSync(file, { readOnly: true })
  const { size } = db.prepare('SELECT max(length(state)) AS size FROM epoch').get() as { size: number }
  db.close()
  expect(size).toBeLessThan(20_000)
})

describe('who may not', () => {
  const elsewhere = ['board:2', 'mac:02']
  test.each<[string, Partial<Greeting>, string]>([
    ['a device nobody enrolled', { publicId: 'dev-2' }, 'unknown-device'],
    ['another key', { keyHash: new Uint8Array(32).fill(8) }, 'wrong-key'],
    ['a key of another length', { keyHash: new Uint8Array(5) }, 'wrong-key'],
    ['another machine while the first is here', { hardware: elsewhere, present: ['board:1'] }, 'clone'],
  ])('%s is refused and leaves no trace', (_, change, code) => {
    const store = openWithDevice()
    greet(store, [run('a', 1)])
    const before = store.calls.devices.get('dev-1')
    expect(greet(store, [run('b', 1)], change)).toEqual({ ok: false, code })
    expect(store.calls.devices.get('dev-1')).toEqual(before)
    commit(store, 1, 1)
    expect(greet(store, [run('a', 1)]), 'its runs were taken for ours').toMatchObject({ renumberFrom: null })
    store.close()
  })

  test.each<[string, string[], string[] | null]>([
    ['the same machine on a second connection', ['board:1'], ['board:1']],
    ['a machine with one part replaced', ['board:1', 'disk:new'], ['board:1', 'disk:old']],
    ['another machine when the first is gone', elsewhere, null],
    ['a machine that knows nothing of itself', [], ['board:1']],
    ['any machine beside one that knows nothing of itself', elsewhere, []],
  ])('%s may', (_, hardware, present) => {
    const store = openWithDevice()
    expect(greet(store, [run('a', 1)], { hardware, present })).toMatchObject({ ok: true })
    store.close()
  })
})

test('a device that has greeted was seen, even if it is gone before anybody looks', () => {
  const store = openWithDevice()
  expect(store.calls.devices.get('dev-1')?.lastSeenAt).toBeNull()
  greet(store, [run('a', 1)])
  expect(store.calls.devices.get('dev-1')?.lastSeenAt).toBe(NOW)
  store.calls.devices.seen([[1, NOW + 5_000]])
  greet(store, [run('a', 1)], { agent: '1.0.1' })
  expect(store.calls.devices.get('dev-1')).toMatchObject({ lastSeenAt: NOW + 5_000, agentVersion: '1.0.1' })
  store.close()
})
