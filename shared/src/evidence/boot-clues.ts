/**
 * How a machine came up. `cold`: a kernel of its own, a restart included. `fast-startup`: Windows from its saved kernel session.
 * `hibernate` and `sleep`: the same run goes on.
 */
export type BootKind = 'cold' | 'fast-startup' | 'hibernate' | 'sleep' | 'unknown'

/**
 * Who tells. `mark`: the agent's own book of its runs. `journal` and `syslog`: the system's log, kernel lines included. `wtmp` and
 * `last`: the book of logins, as file and as text. `pstore` and `kdump`: what a crashing kernel left behind.
 */
export type ClueSource = 'mark' | 'windows' | 'journal' | 'syslog' | 'wtmp' | 'last' | 'pstore' | 'kdump'

/** One thing a source tells about boots and stops. Clues of one source are listed in the order it wrote them, whatever its clock said. */
export type Clue = {
  from: ClueSource
  /** By the machine's wall clock, ms. */
  at: number
  /** The kernel's own id of the boot in which it was written, where the source knows. */
  boot?: string
} & Telling

export type Telling =
  /** A run begins. */
  | { tells: 'boot'; kind: BootKind }
  /** The machine was running, and this source would have recorded a proper stop. */
  | { tells: 'alive' }
  /** From here on this source would not have recorded a proper stop, because it stopped before the machine did. */
  | { tells: 'blind' }
  /** The system goes down in order. */
  | { tells: 'shutdown' }
  /** The log was closed in order: a proper stop where nothing follows in it, else only the log's own restart. */
  | { tells: 'log-closed' }
  /** The kernel crashed; `fatal` where it said that it does not go on. */
  | { tells: 'kernel-crash'; fatal: boolean; reason: string | null }
  /** A processor made no progress for so long that the kernel said so. */
  | { tells: 'lockup'; reason: string | null }
  /** Somebody pressed the power key. */
  | { tells: 'power-key' }
  | { tells: 'asleep'; how: SleepKind }
  | { tells: 'awake'; how: SleepKind }
  /** What a system says after a boot about the run before it, as Windows does. */
  | { tells: 'unclean-before' }
  | { tells: 'bugcheck-before'; code: string }
  | { tells: 'button-held-before' }

export type SleepKind = 'sleep' | 'hibernate' | 'unknown'

/** Adds a clue; of many that only say the machine was running, the first and the last between others are kept. */
export function pushClue(clues: Clue[], clue: Clue): void {
  const isMore = clue.tells === 'alive' && clues.at(-1)?.tells === 'alive' && clues.at(-2)?.tells === 'alive'
  if (isMore) clues.pop()
  clues.push(clue)
}
