import type { WindowsEvent } from './event.ts'

/** The events of one channel in the order they were written. */
export interface WindowsLog {
  channel: string
  events: WindowsEvent[]
}

export interface Logs {
  logs: WindowsLog[]
  /** Events that came twice, because exports overlap. */
  copies: number
  /** How often a channel's numbers began again with other events: the disk was rolled back between two exports. */
  rolledBack: number
}

/**
 * Sorts events from any number of exports into logs: by channel, without copies, in the order of their record ids whichever way round an
 * export lists them. The times are no order, because clocks are set. A restore card rolls the log back with the disk, so that the same
 * ids come again for other events; then each state of the disk is a log of its own.
 */
export function logsOf(events: readonly WindowsEvent[]): Logs {
  const found: Logs = { logs: [], copies: 0, rolledBack: 0 }
  const channels = Map.groupBy(events, event => event.channel.toLowerCase())
  for (const [, ofChannel] of channels) {
    const states: Map<number, WindowsEvent>[] = [new Map()]
    const numbered = ofChannel.filter(event => event.recordId !== null)
    for (const run of runsOf(numbered)) addRun(run, states, found)
    found.rolledBack += states.length - 1
    const unnumbered = ofChannel.filter(event => event.recordId === null).toSorted((a, b) => a.at - b.at)
    const inOrder = states.map(state => [...state.values()].toSorted((a, b) => a.recordId! - b.recordId!))
    for (const part of [...inOrder, unnumbered])
      if (part.length > 0) found.logs.push({ channel: part[0]!.channel, events: part })
  }
  found.logs.sort((a, b) => a.events.at(-1)!.at - b.events.at(-1)!.at)
  return found
}

/** Pieces in which the record ids only rise or only fall: an export is one such piece, or a few where it is sorted otherwise. */
function runsOf(events: readonly WindowsEvent[]): WindowsEvent[][] {
  const runs: WindowsEvent[][] = []
  let way = 0
  for (const [i, event] of events.entries()) {
    const step = i === 0 ? 0 : Math.sign(event.recordId! - events[i - 1]!.recordId!)
    const run = runs.at(-1)
    if (run === undefined || step === 0 || (way !== 0 && step !== way)) {
      runs.push([event])
      way = 0
    } else {
      run.push(event)
      way = step
    }
  }
  return runs
}

function addRun(run: readonly WindowsEvent[], states: Map<number, WindowsEvent>[], found: Logs): void {
  const fresh = run.filter(event => !states.some(state => isSame(state.get(event.recordId!), event)))
  found.copies += run.length - fresh.length
  let state = states.at(-1)!
  if (fresh.some(event => state.has(event.recordId!))) {
    state = new Map()
    states.push(state)
  }
  for (const event of fresh) state.set(event.recordId!, event)
}

function isSame(a: WindowsEvent | undefined, b: WindowsEvent): boolean {
  return a !== undefined && a.at === b.at && a.id === b.id && a.provider === b.provider
}
