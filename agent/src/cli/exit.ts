/** The exit codes of every command, as `--help` documents them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notEnrolled: 3, refused: 4 } as const

export const EXIT_HELP = `
Exit codes: 0 done; 1 failed; 2 the command line or the configuration has a fault; 3 this device is not enrolled;
4 the collector refused.`

/** Ends a command with a message for people and a code for scripts. */
export class CommandError extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

/** An error in words: its own message, and where the system gave one, its code. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
