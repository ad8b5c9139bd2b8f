import { pushClue, type Clue, type SleepKind, type Telling } from './boot-clues.ts'
import type { JournalEntry } from './journal.ts'
import { readKernelMessage } from './kernel.ts'

/** What boots and stops are read from: a line of the journal or of a syslog file. */
export interface LogLine {
  /** By the machine's wall clock, ms. */
  at: number
  /** `kernel` for the kernel's own lines alone. */
  program: string
  pid: number | null
  message: string
  /** The journal's number of what the message means. */
  messageId?: string | null
  /** The kernel's id of the boot, 32 hexadecimal digits. */
  boot?: string | null
}

/** The line an entry of the journal is. Programs may call themselves anything: who they are, the journal says itself. */
export function lineOfJournal({ at, transport, program, message, messageId, boot, fields }: JournalEntry): LogLine {
  const { _COMM: name, _PID: pid, SYSLOG_FACILITY: facility } = fields
  const isKernel = transport === 'kernel' && (facility === undefined || facility === '0')
  const who = isKernel ? 'kernel' : (name ?? (program === 'kernel' ? '' : program))
  return { at, program: who, pid: pid === undefined ? null : Number(pid), message, messageId, boot }
}

/** Where no boot id parts the runs: lines of the daemon that writes the log stand so close before the kernel's first one, ms. */
const LOG_STARTS_MS = 5_000

/**
 * What a log tells of boots and stops, from its lines in order. A boot is the kernel's first line or another boot id; a log that is
 * merely started anew, as every week when it is rotated, is none.
 */
export function logClues(from: 'journal' | 'syslog', lines: Iterable<LogLine>): Clue[] {
  const clues: Clue[] = []
  const boots = new Set<string>()
  const life = createLife()
  let boot: string | null = null
  const tell = (at: number, telling: Telling): void =>
    pushClue(clues, { from, at, ...(boot === null ? {} : { boot }), ...telling })

  for (const line of lines) {
    const id = line.boot ?? null
    const isOther = id !== null && id !== boot
    // Files of several boots may be mixed where the clock was set back; a boot that was left does not come again.
    if (isOther && boots.has(id)) continue
    const begins = isOther ? boots.size > 0 || isKernelsFirst(line) : id === null && isKernelsFirst(line)
    if (begins) {
      const last = isOther ? life.last() : life.lastBefore(line.at - LOG_STARTS_MS)
      if (last !== null) tell(last, { tells: 'alive' })
      life.forget()
    }
    if (isOther) boots.add((boot = id))
    if (begins) tell(line.at, { tells: 'boot', kind: 'cold' })
    else if (life.last() === null) tell(line.at, { tells: 'alive' })
    life.see(line.at)
    const telling = line.program === 'kernel' ? ofKernel(line.message) : ofProgram(line)
    if (telling !== null) tell(line.at, telling)
  }
  const last = life.last()
  if (last !== null) tell(last, { tells: 'alive' })
  return clues
}

/** When a run was last seen alive, and when before some moment shortly before that. */
function createLife() {
  /** Times of the last seconds, at most one a second. */
  let recent: number[] = []
  let older: number | null = null
  return {
    see(at: number): void {
      const last = recent.at(-1)
      if (last !== undefined && at >= last && at - last < 1_000) return
      recent.push(at)
      while (recent.length > 1 && recent[0]! < at - 2 * LOG_STARTS_MS) older = recent.shift()!
    },
    last: (): number | null => recent.at(-1) ?? older,
    lastBefore: (at: number): number | null => recent.findLast(seen => seen < at) ?? older,
    forget(): void {
      recent = []
      older = null
    },
  }
}

function isKernelsFirst({ program, message }: LogLine): boolean {
  return program === 'kernel' && /^Linux version \d/.test(message)
}

function ofKernel(message: string): Telling | null {
  const found = readKernelMessage(message)
  const reason = String(found?.attributes['evidence'] ?? '')
  if (found?.name === 'kernel.panic') return { tells: 'kernel-crash', fatal: true, reason }
  if (found?.name === 'kernel.oops') return { tells: 'kernel-crash', fatal: false, reason }
  if (found?.name === 'cpu.lockup') return { tells: 'lockup', reason }
  const sleep = /^PM: (?:hibernation: )?(suspend|hibernation) (entry|exit)\b/.exec(message)
  if (sleep !== null) {
    const how = sleep[1] === 'suspend' ? 'sleep' : 'hibernate'
    return { tells: sleep[2] === 'entry' ? 'asleep' : 'awake', how }
  }
  if (/^reboot: (?:Restarting system|Power down|System halted)/.test(message)) return { tells: 'shutdown' }
  return /^Kernel logging .*stopped/.test(message) ? { tells: 'log-closed' } : null
}

/** What a program's message can tell. */
type Said = 'shutdown' | 'log-closed' | 'power-key' | 'asleep' | 'awake'

/** The journal's own numbers for what a message means, the same in every version and language (systemd, sd-messages.h). */
const MEANINGS: ReadonlyMap<string, Said> = new Map([
  ['98268866d1d54a499c4e98921d93bc40', 'shutdown'],
  ['6bbd95ee977941e497c48be27c254128', 'asleep'],
  ['8811e6df2a8e40f58a94cea26f8ebf14', 'awake'],
])

/**
 * How programs say it. `Reached target poweroff.target - System Power Off.` and its older forms are systemd's last words but one; the
 * managers of persons' sessions say much the same whenever somebody logs out, so only the first process counts.
 */
const SAYINGS: readonly { who: RegExp; first?: true; what: RegExp; said: Said }[] = [
  { who: /^systemd-shutdow/, what: /^/, said: 'shutdown' },
  { who: /^systemd$/, first: true, what: /^Shutting down\./, said: 'shutdown' },
  {
    who: /^systemd$/,
    first: true,
    what: /^Reached target .*\b(?:power-?off|reboot|halt|shutdown)\b/i,
    said: 'shutdown',
  },
  { who: /^systemd-logind$/, what: /^System is (?:powering|rebooting|halting|shutting)/, said: 'shutdown' },
  { who: /^systemd-logind$/, what: /^Power key pressed/, said: 'power-key' },
  { who: /^shutdown$/, what: /^shutting down for system/, said: 'shutdown' },
  { who: /^init$/, what: /^Switching to runlevel: [06]/, said: 'shutdown' },
  { who: /^(?:rsyslogd|syslogd|klogd|syslog)\b/, what: /exiting on signal 15/, said: 'log-closed' },
  { who: /^syslog-ng$/, what: /shutting down/, said: 'log-closed' },
  { who: /^systemd-journal/, what: /^Journal stopped/, said: 'log-closed' },
  { who: /^systemd-sleep$/, what: /^(?:Entering sleep|Performing sleep|Suspending)/, said: 'asleep' },
  { who: /^systemd-sleep$/, what: /^System (?:returned from sleep|resumed)/, said: 'awake' },
]

function ofProgram(line: LogLine): Telling | null {
  const said = meaningOf(line) ?? SAYINGS.find(saying => says(line, saying))?.said
  if (said === undefined) return null
  if (said !== 'asleep' && said !== 'awake') return { tells: said }
  // A sleep that failed ends with the same number as one that was slept.
  return line.message.startsWith('Failed') ? null : { tells: said, how: sleepKindOf(line.message) }
}

function meaningOf({ program, messageId }: LogLine): Said | undefined {
  return program.startsWith('systemd') ? MEANINGS.get(messageId ?? '') : undefined
}

function says({ program, pid, message }: LogLine, { who, first, what }: (typeof SAYINGS)[number]): boolean {
  return (first !== true || pid === 1) && who.test(program) && what.test(message)
}

/** How a machine sleeps by the name systemd gives to it; one that first sleeps and then hibernates may have done either. */
const SLEEPS: ReadonlyMap<string, SleepKind> = new Map([
  ['suspend', 'sleep'],
  ['hybrid-sleep', 'sleep'],
  ['hibernate', 'hibernate'],
])

/** What kind of sleep a text of systemd names. */
export function sleepKindOf(text: string): SleepKind {
  const operation = /\b(?:suspend-then-hibernate|hibernate|hybrid-sleep|suspend)\b/.exec(text)?.[0]
  return SLEEPS.get(operation ?? '') ?? 'unknown'
}
