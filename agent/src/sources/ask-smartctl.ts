import { readScan, readSmartctl, type ScannedDrive, type SmartctlAnswer } from '@forewarn/shared/evidence/smartctl.ts'

import type { CommandResult, Commands } from '../commands.ts'

/** A drive that recovers from an error by itself takes up to some ten seconds for a command; more than this is none, ms. */
const DEADLINE_MS = 20_000
/** Fifteen times what the longest document at hand takes, bytes. */
const MOST_BYTES = 512 * 1024
/** More drives than a terminal has; a storage server's worth of them must not fill a sample. */
const MOST_DRIVES = 12

const SCAN = ['--scan-open', '--json']
/**
 * What smartctl is asked for. Less than `-x`: that reads the general purpose logs (device statistics, temperature history, link errors) with
 * commands that some drives and many USB bridges answer by hanging or resetting the link. What is left reads the drive's identity, its
 * status, one page of attributes and two small logs. `-n standby,3` leaves a sleeping drive asleep.
 */
const ASK = ['--json', '-n', 'standby,3', '-i', '-H', '-c', '-A', '-l', 'error', '-l', 'selftest']

/** smartctl as the drives' source needs it. What ends otherwise than a program should is an error with the reason in words. */
export function createSmartctl(commands: Commands) {
  async function run(args: string[], signal: AbortSignal): Promise<string | null> {
    const result = await commands.run('smartctl', args, { deadlineMs: DEADLINE_MS, maxBytes: MOST_BYTES, signal })
    return printedBy(result)
  }

  return {
    /** The drives smartctl can open, or why it cannot be of use here. */
    async scan(signal: AbortSignal): Promise<ScannedDrive[] | { absent: string }> {
      const output = await run(SCAN, signal)
      if (output === null) return { absent: 'smartctl is not installed (package smartmontools)' }
      const found = readScan(output)
      if ('drives' in found) return found.drives.slice(0, MOST_DRIVES)
      switch (found.why) {
        case 'old':
          return { absent: found.message }
        case 'hidden':
        case 'gone':
          return []
        case 'denied':
        case 'garbage':
          throw new Error(`smartctl finds no drives: ${found.message}`)
      }
    },

    /** What one drive says. A smartctl that hangs or breaks at one drive says nothing of the others. */
    async ask({ device, type }: ScannedDrive, signal: AbortSignal): Promise<SmartctlAnswer> {
      try {
        const output = await run([...ASK, '-d', type, device], signal)
        if (output !== null) return readSmartctl(output)
        return { kind: 'refused', why: 'garbage', message: 'smartctl is gone' }
      } catch (error) {
        return { kind: 'refused', why: 'garbage', message: (error as Error).message }
      }
    },
  }
}

/** What a run printed; null where there is no smartctl. */
function printedBy(result: CommandResult): string | null {
  switch (result.kind) {
    case 'done':
      return result.stdout === '' ? result.stderr : result.stdout
    case 'missing':
      return null
    case 'denied':
      throw new Error('smartctl may not be started')
    case 'late':
      throw new Error(`smartctl took longer than ${DEADLINE_MS / 1000} s`)
    case 'too-much':
      throw new Error('smartctl printed without end')
  }
}
