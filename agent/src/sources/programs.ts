import type { WatchedProgram } from '@forewarn/shared/protocol.ts'
import type { Series } from '@forewarn/shared/record.ts'

import type { Source, Tick } from '../sampler/source.ts'
import { createBounds } from '../watchers/bounds.ts'
import type { SourceParts } from './index.ts'
import type { ProcessTable } from './process-table.linux.ts'
import { createFinder } from './programs/finder.ts'
import { createMatcher } from './programs/names.ts'
import { createProgram, type Program } from './programs/program.ts'

/** Processes are searched for this often, ms, and with every tick in which one has ended or a program does not run. */
const SEARCH_EVERY_MS = 60_000
/** Beyond so many processes a search costs too much for that, 30 ms for 10,000: it comes this often, ms, or where one has ended. */
const MANY_PROCESSES = 1_500
const MANY_SEARCH_EVERY_MS = 180_000

function seriesOf(programs: readonly WatchedProgram[]): Series[] {
  return programs.flatMap(({ name }): Series[] => {
    const attributes = { 'forewarn.program': name }
    return [
      ['forewarn.program.instances', attributes],
      ['forewarn.program.uptime', attributes],
      ['forewarn.program.restarts', attributes],
      ['forewarn.program.cpu.utilization', attributes],
      ['forewarn.program.memory.usage', attributes],
      ['forewarn.program.handles', attributes],
      ['forewarn.program.hung', attributes],
    ]
  })
}

/**
 * The programs that matter here, by configured name: whether they run, since when, what they use, and what became of them. Known
 * processes are looked at with every tick. An instance is a process whose parent is not of the same program; processor time is a
 * share of one processor; memory counts what processes share once for each. A program hangs where `programs/hang.ts` says so: a
 * Linux program that is busy in a loop of its own looks like one that works. What starts and ends between two ticks is not seen.
 */
export function createProgramsSource(
  table: ProcessTable,
  { config, deaths, suppressed }: Pick<SourceParts, 'config' | 'deaths' | 'suppressed'>,
): Source {
  const finder = createFinder(table)
  /** A program that ends and starts in a loop is told a few times a minute, then counted. */
  const bounds = createBounds()
  let programs = new Map<string, { text: string; program: Program }>()
  let watched: readonly WatchedProgram[] = []
  let matcher = createMatcher(watched)
  let series: Series[] = []
  let searchAt = Number.NEGATIVE_INFINITY
  let processes = 0

  /** Takes over another list; what is on both is followed on. */
  function watch(next: readonly WatchedProgram[], tick: Tick): void {
    if (next === watched) return
    const changed = JSON.stringify(next) !== JSON.stringify(watched)
    watched = next
    if (!changed) return
    const before = programs
    programs = new Map()
    for (const one of next) {
      const text = JSON.stringify(one)
      const known = before.get(one.name)
      if (known?.text === text) programs.set(one.name, known)
      else programs.set(one.name, { text, program: createProgram(one.name, tick.up, { table, deaths }) })
    }
    matcher = createMatcher(next)
    series = seriesOf(next.filter(({ name }, i) => next.findIndex(other => other.name === name) === i))
    finder.forget()
  }

  /** Looks for processes that are not known yet: thoroughly once a minute, and for new ones only as soon as one is missed. */
  function search(tick: Tick, ended: boolean): void {
    const thorough = tick.up >= searchAt
    const missed = processes <= MANY_PROCESSES && [...programs.values()].some(({ program }) => program.absent())
    if (!thorough && !ended && !missed && finder.complete()) return
    if (thorough) searchAt = tick.up + (processes > MANY_PROCESSES ? MANY_SEARCH_EVERY_MS : SEARCH_EVERY_MS)
    const found = finder.search(matcher, { thorough, up: tick.up })
    processes = found.processes
    for (const one of found.matches) programs.get(one.match.program)?.program.adopt(one)
  }

  return {
    name: 'programs',
    everyMs: null,
    deadlineMs: 2_000,
    read(tick) {
      watch(config().watchedPrograms, tick)
      // Not "absent": that would be looked at again minutes later, when a list has come long since.
      if (watched.length === 0) return { series: [], values: [] }
      const all = [...programs.values()].map(({ program }) => program)
      const ended = all.flatMap(program => program.check(tick))
      for (const pid of ended) finder.doubt(pid)
      search(tick, ended.length > 0)
      if (processes === 0) return { absent: 'no process table without /proc' }
      const counted = bounds.suppressed()
      const happened = all.flatMap(program => program.conclude(tick))
      const events = [...happened.flatMap(event => bounds.take(event)), ...bounds.flush(tick.now)]
      suppressed.add(bounds.suppressed() - counted)
      return { series, values: all.flatMap(program => program.values(tick)), events }
    },
  }
}
