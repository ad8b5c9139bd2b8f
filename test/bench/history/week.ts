import { ByteWriter } from '@forewarn/collector/store/bytes.ts'
import { EntryWriter } from '@forewarn/collector/store/entry.ts'
import type { Store } from '@forewarn/collector/store/store.ts'

import { createTerminal, LAYOUTS, VALUES, type Terminal } from './terminal.ts'

export const SAMPLE_MS = 10_000
/** As an agent sends them: a batch a minute. */
const BATCH_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Samples of the time before the raw days: one a minute, which fills every five-minute bucket with five. */
const OLD_SAMPLE_MS = 60_000
const OLD_BATCH_MS = HOUR_MS

/** Upkeep is let on so long after each full hour: it leaves late batches two and a half minutes to come. */
const TEND_AFTER_MS = 180_000

/** Processor time this process spent on one kind of work, seconds. */
interface Spent {
  apply: number
  upkeep: number
}

/** Devices 1 to `count` of a store, which live through time together and send all they read. */
export function createFleet(store: Store, count: number) {
  const writer = new EntryWriter()
  const out = new ByteWriter(1 << 20)
  const fleet = Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    terminal: createTerminal(i + 1),
    next: 1,
    /** Devices do not beat in step. */
    phase: Math.floor((i * 7919) % SAMPLE_MS),
  }))
  const spent: Spent = { apply: 0, upkeep: 0 }
  let values = 0

  /** Readies one device's batch: what it read from `from` to before `to`, every `stepMs`, received at `to`. */
  function pack(device: (typeof fleet)[number], from: number, to: number, stepMs: number): void {
    writer.reset()
    for (let at = from + (device.phase % stepMs); at < to; at += stepMs)
      addSample(writer, device.terminal, device.next++, at)
    values += writer.count * VALUES
    writer.finish(out, device.number, 1, to + device.phase, false)
  }

  function commit(now: number): void {
    const before = cpuSeconds()
    store.apply({ entries: out.view(), layouts: [...LAYOUTS] }, now)
    spent.apply += cpuSeconds() - before
    out.length = 0
  }

  function tend(now: number): void {
    const before = cpuSeconds()
    while (store.upkeep.step(now));
    spent.upkeep += cpuSeconds() - before
  }

  return {
    spent,
    values: () => values,

    /** Every batch its own commit, as a small fleet's arrive; nothing is packed meanwhile. */
    commitOneByOne(from: number, to: number): void {
      for (let start = from; start < to; start += BATCH_MS)
        for (const device of fleet) {
          pack(device, start, start + BATCH_MS, SAMPLE_MS)
          commit(start + BATCH_MS)
        }
    },

    /** An hour at a time, packed and rolled up as the hours go by. */
    live(from: number, to: number): void {
      for (let start = from; start < to; start += BATCH_MS) {
        for (const device of fleet) pack(device, start, start + BATCH_MS, SAMPLE_MS)
        commit(start + BATCH_MS)
        if ((start + BATCH_MS) % HOUR_MS === TEND_AFTER_MS) tend(start + BATCH_MS)
      }
    },

    /** The first devices' more distant past, of which only roll-ups are to be left. */
    liveLongAgo(devices: number, from: number, to: number): void {
      for (let start = from; start < to; start += OLD_BATCH_MS) {
        for (const device of fleet.slice(0, devices)) pack(device, start, start + OLD_BATCH_MS, OLD_SAMPLE_MS)
        commit(start + OLD_BATCH_MS)
        if ((start + OLD_BATCH_MS) % DAY_MS === 0) tend(start + OLD_BATCH_MS)
      }
    },
  }
}

function addSample(writer: EntryWriter, terminal: Terminal, n: number, due: number): void {
  // A timer fires a little late, and the two device clocks are rounded apart.
  const at = due + (n % 3)
  terminal.sample(at)
  writer.beginSample()
  for (const block of terminal.blocks) writer.block(block[0]!, block)
  writer.sample(n, at, at + ((n >>> 1) % 2))
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
