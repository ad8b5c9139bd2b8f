import type { Clue, ClueSource } from './boot-clues.ts'
import type { Run, Segment } from './runs.ts'

/** Why a run ended unclean. `power-loss-or-hang`: a log was kept to the end and shows nothing; `unknown`: no log was seen. */
export type EndCause = 'bugcheck' | 'kernel-panic' | 'power-button' | 'power-loss-or-hang' | 'lockup' | 'unknown'

/** How the run before a boot ended. */
export interface PreviousEnd {
  /** `unknown` where the evidence begins after the stop, or whoever tells of the run was not there at its end. */
  end: 'clean' | 'unclean' | 'unknown'
  /** Null unless the end was unclean. */
  cause: EndCause | null
  /** The stop code as Windows writes it, such as `0x124`. */
  bugcheckCode: string | null
  /** When it ended, or when it was last seen running where nobody saw the end; ms. */
  at: number | null
  /** The kernel's own words, where there are any. */
  reason: string | null
  /** What decided, as `source:what`, such as `wtmp:shutdown` or `journal:no-shutdown`. */
  evidence: string[]
}

/** A system that goes down in order may take so long: systemd forces it after 30 minutes (JobTimeoutSec of its shutdown targets), ms. */
const SHUTDOWN_TAKES_MS = 30 * 60_000
/** Signs of trouble explain an end only so close to it: a machine recovers from a short lockup, ms. */
const NEAR_END_MS = 5 * 60_000

/** Sources from which a proper stop is never missing. Windows is none of them: it says after a boot what was wrong before it. */
const RECORD_STOPS: readonly ClueSource[] = ['mark', 'journal', 'syslog', 'wtmp', 'last']
/** Of them, those in which a kernel's last words would stand. */
const LOGS: readonly ClueSource[] = ['journal', 'syslog']

/** What explains an end that nobody ordered, the weightiest first: somebody presses the power key because the machine hangs. */
const SIGNS: readonly [Clue['tells'], EndCause][] = [
  ['lockup', 'lockup'],
  ['kernel-crash', 'kernel-panic'],
  ['power-key', 'power-button'],
]

/**
 * How `run` ended, which `next` followed; `run` is null where the evidence begins with `next`. Proof of a crash weighs more than a
 * proper stop, and a proper stop more than its absence elsewhere.
 */
export function judgeEnd(run: Run | null, next: Run): PreviousEnd {
  const clues = run?.segments.flatMap(segment => segment.clues) ?? []
  const seen = clues.map(({ at }) => at).filter(at => at <= next.at)
  const lastSeen = seen.length === 0 ? null : Math.max(...seen)
  const looksBack = next.segments.flatMap(segment => segment.clues)
  return (
    proofOfCrash(clues, looksBack, lastSeen) ?? properStop(run, looksBack) ?? noStop(run, clues, looksBack, lastSeen)
  )
}

function proofOfCrash(clues: readonly Clue[], looksBack: readonly Clue[], lastSeen: number | null): PreviousEnd | null {
  for (const clue of looksBack)
    if (clue.tells === 'bugcheck-before') return { ...unclean('bugcheck', lastSeen, clue), bugcheckCode: clue.code }
  for (const clue of clues.toReversed())
    if (clue.tells === 'kernel-crash' && clue.fatal) return unclean('kernel-panic', clue.at, clue)
  for (const clue of looksBack) if (clue.tells === 'button-held-before') return unclean('power-button', lastSeen, clue)
  return null
}

function properStop(run: Run | null, looksBack: readonly Clue[]): PreviousEnd | null {
  if (run === null || looksBack.some(({ tells }) => tells === 'unclean-before')) return null
  const stops = run.segments.flatMap(stopOf)
  if (stops.length === 0) return null
  const at = Math.max(...stops.map(stop => stop.at))
  return { end: 'clean', cause: null, bugcheckCode: null, at, reason: null, evidence: stops.map(inWords) }
}

function noStop(
  run: Run | null,
  clues: readonly Clue[],
  looksBack: readonly Clue[],
  lastSeen: number | null,
): PreviousEnd {
  const silent = run?.segments.filter(wouldHaveSeenStop).map(({ from }) => from) ?? []
  const told = looksBack.filter(({ tells }) => tells === 'unclean-before')
  const evidence = [...told.map(inWords), ...silent.map(from => `${from}:no-shutdown`)]
  if (evidence.length === 0)
    return { end: 'unknown', cause: null, bugcheckCode: null, at: lastSeen, reason: null, evidence }
  const end = clues.filter(({ at }) => lastSeen !== null && lastSeen - at <= NEAR_END_MS)
  for (const [tells, cause] of SIGNS) {
    const sign = end.findLast(clue => clue.tells === tells)
    if (sign === undefined) continue
    const { reason, evidence: shown } = unclean(cause, lastSeen, sign)
    return { end: 'unclean', cause, bugcheckCode: null, at: lastSeen, reason, evidence: [...shown, ...evidence] }
  }
  const looked = told.length > 0 || silent.some(from => LOGS.includes(from))
  const cause = looked ? 'power-loss-or-hang' : 'unknown'
  return { end: 'unclean', cause, bugcheckCode: null, at: lastSeen, reason: null, evidence }
}

/** The clue of a proper stop, unless the same source shows that the machine went on. */
function stopOf({ clues }: Segment): Clue[] {
  const i = clues.findLastIndex(({ tells }) => tells === 'shutdown' || tells === 'log-closed')
  const stop = clues[i]
  if (stop === undefined) return []
  const later = clues.slice(i + 1)
  const wentOn = later.some(({ at }) => at - stop.at > (stop.tells === 'shutdown' ? SHUTDOWN_TAKES_MS : 0))
  return wentOn ? [] : [stop]
}

function wouldHaveSeenStop({ from, clues }: Segment): boolean {
  return (
    RECORD_STOPS.includes(from) &&
    clues.findLast(({ tells }) => tells === 'alive' || tells === 'blind')?.tells !== 'blind'
  )
}

function unclean(cause: EndCause, at: number | null, clue: Clue): PreviousEnd {
  const reason = 'reason' in clue ? clue.reason : null
  return { end: 'unclean', cause, bugcheckCode: null, at, reason, evidence: [inWords(clue)] }
}

function inWords({ from, tells }: Clue): string {
  return `${from}:${tells}`
}
