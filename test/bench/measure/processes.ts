import { readdirSync, readFileSync } from 'node:fs'

/*
 * What a process has used, as Linux tells it in /proc: read from outside, so that measuring costs the measured process nothing.
 */

/** Ticks of /proc/PID/stat a second: USER_HZ, which Linux fixes at 100 for everything it tells programs. */
const TICKS_PER_SECOND = 100
const NANOSECONDS = 1e9

/**
 * Processor time used so far by all threads of a process, seconds. Summed from the scheduler's nanoseconds where the kernel keeps them,
 * since a tick of 10 ms is 5 % of what an agent uses in four minutes. Threads that have ended are missing there: a bench
 * measures processes whose threads stay.
 */
export function processorSeconds(pid: number): number {
  try {
    let sum = 0
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [running] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
      sum += Number(running)
    }
    if (sum > 0) return sum / NANOSECONDS
  } catch {
    // A thread has just ended, or the kernel keeps no such book.
  }
  return statOf(pid).own
}

/** The same for a process and everything it has started, ended children included as far as it has waited for them. */
export function treeSeconds(pid: number): number {
  return treeOf(pid).reduce((sum, one) => sum + processorSeconds(one) + statOf(one).waitedFor, 0)
}

/** The process and all that descend from it, as far as they live. */
export function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const { parent } = statOf(Number(name))
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [pid]
  for (const one of tree) tree.push(...(children.get(one) ?? []))
  return tree
}

/** Page faults of children that the process has started and waited for: they grow exactly when one has ended. */
export const childFaults = (pid: number): number => statOf(pid).childFaults

/** Fields of /proc/PID/stat (proc(5)); zeros for a process that has ended meanwhile. */
function statOf(pid: number) {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return { parent: 0, own: 0, waitedFor: 0, childFaults: 0 }
  }
  // The name in brackets may hold anything; behind it field 3 begins.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  return {
    parent: field(4),
    own: (field(14) + field(15)) / TICKS_PER_SECOND,
    waitedFor: (field(16) + field(17)) / TICKS_PER_SECOND,
    childFaults: field(11) + field(13),
  }
}

/**
 * Resident memory, the part no other process shares, and the part that is no file's, bytes. Of files a system may put pages out and read them
 * back as it likes, so what grows and shrinks is told by the last.
 */
export function memoryOf(pid: number): { resident: number; own: number; anonymous: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
  return {
    resident: bytes('Rss'),
    own: bytes('Private_Clean') + bytes('Private_Dirty'),
    anonymous: bytes('Anonymous'),
  }
}

/** Files this process, and what it starts, may have open. */
export function openFilesLimit(): number {
  return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1_024)
}
