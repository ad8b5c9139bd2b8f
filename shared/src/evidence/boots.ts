import type { BootKind, Clue } from './boot-clues.ts'
import { judgeEnd, type PreviousEnd } from './run-end.ts'
import { hasBoot, runsOf, type Run } from './runs.ts'

export interface Boot {
  /** By the machine's wall clock, ms. */
  at: number
  /** The kernel's own id of the boot, where a source knows it. */
  id: string | null
  kind: BootKind
  /** Whether the run before went on, as after sleep: then it is no restart. */
  resumed: boolean
  previous: PreviousEnd
}

/** One waking-up is told by several lines, ms. */
const SAME_WAKE_MS = 60_000

/**
 * Boots and resumptions with how the run before each ended, oldest first, from the clues of any number of sources. Pure: what a source
 * can tell is in `boot-clues.ts`, how sources are laid side by side in `runs.ts`, how an end is judged in `run-end.ts`.
 */
export function joinBoots(clues: readonly Clue[]): Boot[] {
  const runs = runsOf(clues)
  return runs.flatMap((run, i) => {
    const previous = judgeEnd(runs[i - 1] ?? null, run)
    const boot: Boot = { at: run.at, id: run.id, kind: kindOf(run), resumed: false, previous }
    return hasBoot(run) ? [boot, ...wakesOf(run)] : wakesOf(run)
  })
}

function kindOf({ segments }: Run): BootKind {
  return segments.map(({ boot }) => boot?.kind).find(kind => kind !== undefined && kind !== 'unknown') ?? 'unknown'
}

/** The times the machine woke up within a run: the run goes on, and what lay before was a proper stop. */
function wakesOf({ id, segments }: Run): Boot[] {
  const wakes: Boot[] = []
  let asleepAt: number | null = null
  for (const clue of segments.flatMap(segment => segment.clues).toSorted((a, b) => a.at - b.at)) {
    if (clue.tells === 'asleep') asleepAt ??= clue.at
    if (clue.tells !== 'awake') continue
    const before = wakes.at(-1)
    if (before !== undefined && clue.at - before.at <= SAME_WAKE_MS) {
      if (before.kind === 'unknown') before.kind = clue.how
      continue
    }
    const evidence = [`${clue.from}:awake`]
    const previous: PreviousEnd = {
      end: 'clean',
      cause: null,
      bugcheckCode: null,
      at: asleepAt,
      reason: null,
      evidence,
    }
    wakes.push({ at: clue.at, id, kind: clue.how, resumed: true, previous })
    asleepAt = null
  }
  return wakes
}
