import { expect, onTestFinished, test, vi } from 'vitest'

import type { Group } from '../store/apply.ts'
import type { ApplyOutcome } from '../store/client.ts'
import { createGrouper } from './grouper.ts'

/** A grouper on timers that stand still, and a store that commits at once unless it is told not to. */
function set({ fails = (): boolean => false, pressureBytes = 1 << 20 } = {}) {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const groups: number[][] = []
  const settled: number[] = []
  const pressure: string[] = []
  const grouper = createGrouper({
    async apply(group: Group): Promise<ApplyOutcome> {
      groups.push([...group.entries])
      if (fails()) return { ok: false, problem: 'no room', group }
      return { ok: true, seconds: 0, position: groups.length, accepted: 1, duplicates: 0 }
    },
    pressureBytes,
    onPressure: () => pressure.push('pressure'),
    onRelief: () => pressure.push('relief'),
    onCommitted: () => undefined,
  })
  return {
    grouper,
    groups,
    settled,
    pressure,
    add(entry: number, patient: boolean): void {
      grouper.add(
        out => out.byte(entry),
        () => settled.push(entry),
        patient,
      )
    },
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  }
}

test('what is fresh waits a few milliseconds for others, and is settled when it is committed', async () => {
  const { add, groups, settled, pass } = set()
  add(1, false)
  add(2, false)
  await pass(3)
  expect(groups).toEqual([])
  await pass(1)
  expect(groups).toEqual([[1, 2]])
  expect(settled).toEqual([1, 2])
})

test('what had waited for its batch waits a quarter of a second', async () => {
  const { add, groups, pass } = set()
  add(1, true)
  await pass(200)
  add(2, true)
  await pass(49)
  expect(groups).toEqual([])
  await pass(1)
  expect(groups).toEqual([[1, 2]])
})

test('nothing fresh waits for what is not', async () => {
  const { add, groups, settled, pass } = set()
  add(1, true)
  await pass(100)
  add(2, false)
  await pass(4)
  expect(groups).toEqual([[1, 2]])
  // The next of the patient ones begins to wait anew.
  add(3, true)
  await pass(4)
  expect(groups).toHaveLength(1)
  await pass(246)
  expect(settled).toEqual([1, 2, 3])
})

test('many that could wait do not: there are enough to share a commit', async () => {
  const { add, groups, pass } = set()
  for (let entry = 1; entry <= 16; entry++) add(entry, true)
  await pass(4)
  expect(groups).toHaveLength(1)
})

test('what the store cannot commit is offered again, with nothing overtaking it', async () => {
  let full = true
  const { add, groups, settled, pass } = set({ fails: () => full })
  add(1, false)
  await pass(4)
  add(2, false)
  await pass(300)
  expect(groups).toEqual([[1], [1]])
  expect(settled).toEqual([])
  full = false
  await pass(1_000)
  expect(groups).toEqual([[1], [1], [1], [2]])
  expect(settled).toEqual([1, 2])
})

test('senders are held back while too much waits', async () => {
  const { add, pressure, pass } = set({ pressureBytes: 3 })
  for (const entry of [1, 2, 3]) add(entry, false)
  expect(pressure).toEqual([])
  add(4, false)
  expect(pressure).toEqual(['pressure'])
  await pass(4)
  expect(pressure).toEqual(['pressure', 'relief'])
})

test('a close commits what waits, however patient it is, and takes nothing more', async () => {
  const { grouper, add, groups, settled } = set()
  add(1, true)
  await grouper.close()
  add(2, false)
  expect(groups).toEqual([[1]])
  expect(settled).toEqual([1])
})
