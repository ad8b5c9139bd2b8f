import type { Clock } from '@forewarn/shared/clock.ts'
import { joinBoots } from '@forewarn/shared/evidence/boots.ts'
import type { PreviousEnd } from '@forewarn/shared/evidence/run-end.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'
import type { Happening, Tick } from '../sampler/source.ts'
import type { Fact } from '../spool/table.ts'
import type { Memory, Report, Watcher } from '../watchers/watcher.ts'
import { gatherEvidence } from './evidence.ts'
import { notedBootTime } from './login-book.ts'
import { allTold, beginRun, endRun, parseRunBook, untoldOf, type LastRun, type RunBook } from './run-book.ts'
import { createSleepKinds } from './sleeps.ts'
import { tellStart } from './starts.ts'
import { isGoingDown, startupSeconds } from './system.ts'
import { tellBoot } from './tell-boot.ts'

/** Under this the spool remembers the book of runs. */
const RUN_BOOK = 'runs'
/** The evidence is read so long after the start, so that the first sample waits for nothing, ms. */
const LOOK_AFTER_MS = 3_000
/** An ordinary boot is told when it has finished, so that its duration is known; it is asked for so often, and no longer, ms. */
const FINISHED_EVERY_MS = 15_000
const FINISHED_WITHIN_MS = 60_000
const REASON_LENGTH = 200

/** What a disk that was put back to an older state says of the last run, it says of another one. */
const PUT_BACK: PreviousEnd = {
  end: 'unknown',
  cause: null,
  bugcheckCode: null,
  at: null,
  reason: null,
  evidence: ['collector:rolled-back'],
}

export interface BootsOptions {
  files: Files
  commands: Commands
  clock: Clock
  memory: Memory
  version: string
  /** Names this boot of the machine; told without dashes, as the journal writes it. */
  bootId: string
  lastRun: LastRun
  /** Whether the collector found that this disk was put back to an older state. */
  isRolledBack: () => boolean
}

/** Tells at every start how the agent's last run ended, once a boot how the machine's did, and whenever it slept in between. */
export function createBoots(options: BootsOptions) {
  const { files, clock, memory, bootId, lastRun, version } = options
  const before = parseRunBook(memory.recall(RUN_BOOK))
  const page = { id: bootId.replaceAll('-', ''), at: bootTime(), loginBookAt: notedBootTime(files) }
  let book = beginRun(before, { version, boot: page, lastRun })
  const sleepKind = createSleepKinds(options)
  const stopping = new AbortController()
  const { signal } = stopping
  let report: Report = () => undefined
  let timer: NodeJS.Timeout | null = null
  let goesDown = false

  function bootTime(): number {
    return clock.now() - clock.up()
  }

  /** Reads the evidence, and tells every boot of which nobody knows yet, this one last. */
  async function look(): Promise<void> {
    const { clues, isRolledBack } = await gatherEvidence(options, {
      book,
      bootAt: bootTime(),
      now: clock.now(),
      signal,
    })
    const untold = untoldOf(joinBoots(clues), book)
    const isOrdinary = untold.length === 1 && untold[0]!.previous.end !== 'unclean'
    const bootSeconds = await measureBoot(isOrdinary ? FINISHED_WITHIN_MS : 0)
    if (signal.aborted) return
    if (isRolledBack) report({ name: 'disk.rolled-back', severity: 'info', attributes: { disk: 'system' } })
    // The clock may have been set right since the evidence was read.
    const newest = { ...untold.pop()!, at: bootTime() }
    book = allTold(book)
    if (!options.isRolledBack()) for (const boot of untold) report(tellBoot(boot, null))
    const told = tellBoot(options.isRolledBack() ? { ...newest, previous: PUT_BACK } : newest, bootSeconds)
    report({ ...told, remember: factOf(book) })
  }

  async function measureBoot(withinMs: number): Promise<number | null> {
    const end = clock.up() + withinMs
    for (;;) {
      const seconds = await startupSeconds(options, signal)
      if (seconds !== 'pending') return seconds
      if (clock.up() >= end || signal.aborted) return null
      const { promise, resolve } = Promise.withResolvers<void>()
      timer = setTimeout(resolve, FINISHED_EVERY_MS)
      await promise
    }
  }

  const watcher: Watcher = {
    name: 'boots',
    start(to) {
      report = to
      if (book.boots.at(-1)!.told) return
      timer = setTimeout(() => {
        look().catch((error: unknown) => {
          const reason = (error as Error).message.slice(0, REASON_LENGTH)
          report({ name: 'source.failed', severity: 'warning', attributes: { source: 'boots', reason } })
        })
      }, LOOK_AFTER_MS)
    },
    async stop() {
      if (timer !== null) clearTimeout(timer)
      stopping.abort()
      report = () => undefined
      goesDown = await isGoingDown(options)
      if (goesDown) memory.remember(RUN_BOOK, JSON.stringify(endRun(book, 'shutdown')))
    },
  }

  return {
    watcher,

    /** What this start tells at once; each event goes with the book to remember then. */
    begin: (): Happening[] =>
      tellStart(book, before.version, lastRun, clock.now()).map(([happening, book]) => ({
        ...happening,
        remember: factOf(book),
      })),

    /** The machine slept so long until `at`. */
    async slept(sleptMs: number, { now }: Tick): Promise<void> {
      const kind = await sleepKind(now - sleptMs, signal)
      const attributes = { seconds: Math.round(sleptMs / 1000), kind }
      report({ name: 'system.resume', severity: 'info', at: now, attributes })
    },

    /** Whether the system went down when the watcher was stopped. */
    goesDown: () => goesDown,
  }
}

function factOf(book: RunBook): Fact {
  return { key: RUN_BOOK, value: JSON.stringify(book) }
}
