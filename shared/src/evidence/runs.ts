import type { Clue, ClueSource } from './boot-clues.ts'

/**
 * Two sources mean the same boot where their times lie so close: a login book writes a boot down some seconds after the kernel
 * started, a slow disk makes that a minute, ms.
 */
const SAME_BOOT_MS = 180_000

/** What one source tells of one run of the machine, from its boot to its end, in the source's order. */
export interface Segment {
  from: ClueSource
  /** The clue that says when the run began; null where the source begins in the middle of it. */
  boot: Extract<Clue, { tells: 'boot' }> | null
  id: string | null
  clues: Clue[]
}

/** One run of the machine as all sources together tell it. */
export interface Run {
  id: string | null
  /** When it began, or when it is first heard of where no source saw it begin; ms. */
  at: number
  segments: Segment[]
}

/** Sources that tell of moments, not of runs: their clues are put into the runs of the others by time. */
const MOMENTS: readonly ClueSource[] = ['pstore', 'kdump']

/** Of a boot told by several sources, the time of the first in this list counts: the nearer to the kernel, the better. */
const NEAREST: readonly ClueSource[] = ['mark', 'windows', 'journal', 'syslog', 'wtmp', 'last']

/** A crash record so much older than the first known boot tells nothing about the stop before it: it may lie there for years, ms. */
const STALE_MS = 24 * 3_600_000

/**
 * The machine's runs, oldest first. Every source is cut at its own boots, and the pieces of all of them are laid side by side: by the
 * boot's id where two sources know it, else by time. A source's own order is never changed, because clocks are wrong early in a boot.
 */
export function runsOf(clues: readonly Clue[]): Run[] {
  let runs: Run[] = []
  const sources = [...Map.groupBy(clues, clue => clue.from)]
    .filter(([from]) => !MOMENTS.includes(from))
    .map(([, clues]) => cutAtBoots(clues))
    // Whoever begins in the middle of a run comes last, when the runs it may belong to are known.
    .toSorted((a, b) => Number(a[0]!.boot === null) - Number(b[0]!.boot === null) || nearness(a) - nearness(b))
  for (const segments of sources) runs = layBeside(runs, segments)
  for (const run of runs) run.at = beginningOf(run)
  for (const clue of clues) if (MOMENTS.includes(clue.from)) addMoment(runs, clue)
  return runs
}

/** Whether any source saw the run begin. */
export function hasBoot(run: Run): boolean {
  return run.segments.some(segment => segment.boot !== null)
}

function cutAtBoots(clues: readonly Clue[]): Segment[] {
  const segments: Segment[] = []
  for (const clue of clues) {
    const current = segments.at(-1)
    const id = clue.boot ?? null
    if (clue.tells === 'boot') segments.push({ from: clue.from, boot: clue, id, clues: [] })
    else if (current === undefined || (id !== null && current.id !== null && id !== current.id))
      segments.push({ from: clue.from, boot: null, id, clues: [clue] })
    else {
      current.id ??= id
      current.clues.push(clue)
    }
  }
  return segments
}

function nearness(segments: readonly Segment[]): number {
  return NEAREST.indexOf(segments[0]!.from)
}

/** The runs with one more source: its pieces join the runs they are of, or come in between by their time. */
function layBeside(runs: readonly Run[], segments: readonly Segment[]): Run[] {
  const matches = matchBoots(runs, segments)
  const merged: Run[] = []
  let from = 0
  const take = (until: number): void => {
    while (from < until) merged.push(runs[from++]!)
  }
  for (const [i, segment] of segments.entries()) {
    let place = matches.get(segment) ?? -1
    if (place === -1 && segment.boot === null) place = runAround(runs, segment, matches.get(segments[i + 1]!))
    if (place < from) {
      const at = (segment.boot ?? segment.clues[0]!).at
      while (from < runs.length && runs[from]!.at <= at) take(from + 1)
      merged.push({ id: segment.id, at, segments: [segment] })
    } else {
      take(place + 1)
      const run = merged.at(-1)!
      run.id ??= segment.id
      run.segments.push(segment)
    }
  }
  take(runs.length)
  return merged
}

/** Which runs the pieces are of that begin with a boot or know its id, by place: the one of that id, else the one booted at that time. */
function matchBoots(runs: readonly Run[], segments: readonly Segment[]): Map<Segment, number> {
  const named = new Map(runs.map((run, place) => [run.id, place]))
  const booted = byTime(
    [...runs.keys()].filter(place => hasBoot(runs[place]!)),
    place => runs[place]!.at,
  )
  const begun = byTime(
    segments.filter(({ boot }) => boot !== null),
    ({ boot }) => boot!.at,
  )
  const matches = new Map<Segment, number>()
  for (const segment of segments) {
    const place = (segment.id === null ? undefined : named.get(segment.id)) ?? sameTime(segment)
    if (place !== undefined) matches.set(segment, place)
  }
  return matches

  function sameTime(segment: Segment): number | undefined {
    const place = segment.boot === null ? undefined : booted(segment.boot.at)
    const run = place === undefined ? undefined : runs[place]!
    if (run === undefined || Math.abs(run.at - segment.boot!.at) > SAME_BOOT_MS) return undefined
    // In a boot loop several lie within the tolerance: only those that are nearest to each other are the same.
    return (run.id === null || segment.id === null) && begun(run.at) === segment ? place : undefined
  }
}

/** Finds the thing nearest to a moment. */
function byTime<T>(things: readonly T[], timeOf: (thing: T) => number): (at: number) => T | undefined {
  const sorted = things.toSorted((a, b) => timeOf(a) - timeOf(b))
  return at => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (timeOf(sorted[middle]!) < at) low = middle + 1
      else high = middle
    }
    const [before, after] = [sorted[low - 1], sorted[low]]
    if (before === undefined || after === undefined) return before ?? after
    return at - timeOf(before) < timeOf(after) - at ? before : after
  }
}

/** The run in whose middle a piece without a boot of its own lies, or -1: the last one before `bound` that had begun by the piece's end. */
function runAround(runs: readonly Run[], { id, clues }: Segment, bound = runs.length): number {
  const end = clues.at(-1)!.at
  const place = runs.findLastIndex((run, place) => place < bound && run.at <= end)
  const run = runs[place]
  return run === undefined || run.id === null || id === null || run.id === id ? place : -1
}

function beginningOf({ segments, at }: Run): number {
  const boots = segments.filter(segment => segment.boot !== null)
  const nearest = boots.toSorted((a, b) => NEAREST.indexOf(a.from) - NEAREST.indexOf(b.from))[0]
  return nearest?.boot?.at ?? at
}

function addMoment(runs: Run[], clue: Clue): void {
  const segment = { from: clue.from, boot: null, id: null, clues: [clue] }
  const around = runs.findLast(run => run.at <= clue.at)
  const [first] = runs
  if (around !== undefined) around.segments.push(segment)
  else if (first === undefined || first.at - clue.at <= STALE_MS)
    runs.unshift({ id: null, at: clue.at, segments: [segment] })
}
