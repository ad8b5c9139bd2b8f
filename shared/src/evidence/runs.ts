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
  const runs: Run[] = []
  const sources = [...Map.groupBy(clues, clue => clue.from)]
    .filter(([from]) => !MOMENTS.includes(from))
    .map(([, clues]) => cutAtBoots(clues))
    // Whoever begins in the middle of a run comes last, when the runs it may belong to are known.
    .toSorted((a, b) => Number(a[0]!.boot === null) - Number(b[0]!.boot === null) || nearness(a) - nearness(b))
  for (const segments of sources) layBeside(runs, segments)
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

function layBeside(runs: Run[], segments: readonly Segment[]): void {
  let from = 0
  for (const [i, segment] of segments.entries()) {
    let place = runs.findIndex((run, j) => j >= from && isSame(run, segment, segments))
    if (place === -1 && segment.boot === null) place = runAround(runs, segments, i, from)
    if (place === -1) {
      place = runs.findIndex((run, j) => j >= from && run.at > timeOf(segment))
      if (place === -1) place = runs.length
      runs.splice(place, 0, { id: segment.id, at: timeOf(segment), segments: [] })
    }
    const run = runs[place]!
    run.id ??= segment.id
    run.segments.push(segment)
    from = place + 1
  }
}

function timeOf({ boot, clues }: Segment): number {
  return (boot ?? clues[0]!).at
}

function isSame(run: Run, segment: Segment, all: readonly Segment[]): boolean {
  if (run.id !== null && segment.id !== null) return run.id === segment.id
  if (segment.boot === null || !hasBoot(run)) return false
  const apart = Math.abs(run.at - segment.boot.at)
  // In a boot loop several lie within the tolerance: only the nearest is the same.
  return apart <= SAME_BOOT_MS && !all.some(({ boot }) => boot !== null && Math.abs(run.at - boot.at) < apart)
}

/** The run in whose middle a piece without a boot of its own lies, or -1: the last one that had begun by the piece's end. */
function runAround(runs: readonly Run[], segments: readonly Segment[], i: number, from: number): number {
  const { id, clues } = segments[i]!
  const end = clues.at(-1)!.at
  const next = segments[i + 1]
  const bound = next === undefined ? -1 : runs.findIndex((run, j) => j >= from && isSame(run, next, segments))
  const place = runs.findLastIndex((run, j) => (bound === -1 || j < bound) && run.at <= end)
  const run = runs[place]
  if (place < from || run === undefined) return -1
  return run.id === null || id === null || run.id === id ? place : -1
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
