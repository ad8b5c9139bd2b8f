import { SettingsError } from '@forewarn/shared/settings.ts'

/** What the command line's exit codes mean; `--help` prints them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, noCollector: 3 } as const

export const EXIT_HELP = `
Exit codes:
  0  done
  1  it failed; the message says why
  2  wrong usage or configuration
  3  no collector is running on the data folder`

/** No collector runs on the data folder. */
export class NoCollectorError extends Error {}

/** The command line was used in a way that cannot work. */
export class UsageError extends Error {}

export function exitCodeOf(error: unknown): number {
  if (error instanceof NoCollectorError) return EXIT.noCollector
  if (error instanceof SettingsError || error instanceof UsageError) return EXIT.usage
  return EXIT.failed
}
