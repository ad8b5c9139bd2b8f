import { pushClue, type Clue } from './boot-clues.ts'
import { fromLocal, yearOf } from './local-time.ts'
import { localOf } from './log-time.ts'

export interface LastOptions {
  /** A moment at or after which nothing in the text can lie, ms: years that are not written are counted back from here. */
  latest: number
  /** The time zone in which the text was printed. */
  timeZone: string
}

/** Clocks are set back now and then: a line may lie so much after the one that is newer in the book, ms. */
const CLOCK_SLACK_MS = 2 * 24 * 3_600_000
/** `last` prints no longer lines than this. */
const LINE_LENGTH = 512

interface Line {
  says: 'boot' | 'shutdown' | 'session'
  at: number
  /** How it ended as printed, `crash`, `down` or a time, and the moment that follows from its length. */
  end: { text: string; at: number } | null
}

const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)/
const CTIME = /\b(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))?(?: (\d{4}))?\b/
const END = /^ *- (\S.*?) *\((?:(-?\d+)\+)?(-?\d{1,2}):(\d\d)\)/
/** The line that says when the book begins; the program translates it, so it is known by its place for the book's name. */
const BOOK = /^\S*wtmp\S* /

/**
 * What the text of `last`, `last -x` and their forms with whole dates (`-F`, `--time-format iso`) tells of boots and stops. Lines come
 * newest first, as the program prints them. Names and hosts are not kept; a line without a time tells nothing.
 */
export function parseLast(text: string, options: LastOptions): Clue[] {
  const lines: Line[] = []
  let { latest } = options
  for (const raw of text.split('\n')) {
    const line = parseLine(raw.slice(0, LINE_LENGTH), { ...options, latest })
    if (line === null) continue
    latest = Math.min(latest, line.at + CLOCK_SLACK_MS)
    lines.push(line)
  }
  return cluesOf(lines.toReversed())
}

function parseLine(raw: string, options: LastOptions): Line | null {
  const found = ISO.exec(raw) ?? CTIME.exec(raw)
  if (found === null || BOOK.test(raw)) return null
  const at = timeOf(found, options)
  if (at === null || Number.isNaN(at)) return null
  const end = endOf(raw.slice(found.index + found[0].length), at)
  if (/^reboot +system boot\b/.test(raw)) return { says: 'boot', at, end }
  // In old systems the run level says it: 0 halts, 6 reboots.
  const isStop = /^shutdown +system down\b/.test(raw) || /^runlevel +\(to lvl [06]\)/.test(raw)
  return { says: isStop ? 'shutdown' : 'session', at, end }
}

function timeOf(found: RegExpExecArray, { latest, timeZone }: LastOptions): number | null {
  const [text, weekday, month, day, hour, minute, second = '0', year] = found
  if (weekday === undefined) return Date.parse(text)
  const time = localOf(weekday, [year, month, day, hour, minute, second])
  if (time?.kind !== 'local') return null
  const inYear = time.year ?? yearOf(time, latest, timeZone)
  return inYear === null ? null : fromLocal({ ...time, year: inYear }, timeZone)
}

/** ` - 17:00  (1+02:03)` or ` - crash  (-3:24)`: the length tells the day that the time of day leaves open. */
function endOf(rest: string, at: number): Line['end'] {
  const found = END.exec(rest)
  if (found === null) return null
  const [, text, days = '0', hours, minutes] = found
  const length = (Math.abs(Number(days)) * 24 + Math.abs(Number(hours))) * 60 + Number(minutes)
  const isNegative = days.startsWith('-') || hours!.startsWith('-')
  return { text: text!, at: at + (isNegative ? -length : length) * 60_000 }
}

function cluesOf(lines: readonly Line[]): Clue[] {
  const clues: Clue[] = []
  const from = 'last'
  const starts = [...lines.entries()].filter(([i, { says }]) => says === 'boot' || i === 0).map(([i]) => i)
  for (const [k, start] of starts.entries()) {
    const run = lines.slice(start, starts[k + 1])
    for (const { says, at } of run) {
      if (says === 'boot') pushClue(clues, { from, at, tells: 'boot', kind: 'cold' })
      else pushClue(clues, { from, at, tells: says === 'shutdown' ? 'shutdown' : 'alive' })
    }
    const stop = run.some(({ says }) => says === 'shutdown') ? null : impliedStop(run, lines[starts[k + 1] ?? -1])
    if (stop !== null) pushClue(clues, { from, at: stop, tells: 'shutdown' })
  }
  return clues
}

/**
 * When a run was stopped in order although no line of its own says so. A login that ended `down` was there. A boot line shows the next
 * stop in the book, even if that was another run's: then the next boot's line shows the same one.
 */
function impliedStop(run: readonly Line[], next: Line | undefined): number | null {
  const down = run.find(({ end }) => end?.text === 'down')
  if (down !== undefined) return down.end!.at
  const boot = run.find(({ says }) => says === 'boot')
  const end = boot?.end ?? null
  if (end === null || end.text === 'crash') return null
  const isNext = next?.end?.text === end.text && next.at < end.at
  return isNext ? null : end.at
}
