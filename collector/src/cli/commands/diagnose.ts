import { systemClock } from '@forewarn/shared/clock.ts'
import { InvalidArgumentError, type Command } from 'commander'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'

import type { EvidenceFile } from '../../diagnose/diagnose.ts'
import type { Io } from '../context.ts'

/** More than any log of a classroom's machine; beyond it a file is named and not read. */
const MOST_BYTES = 512 * 1024 * 1024

/** `forewarn diagnose FILE…`: what the logs of a machine tell that never had an agent. */
export function addDiagnoseCommand(program: Command, io: Io): void {
  program
    .command('diagnose')
    .argument('<file...>', 'logs, recognised by their content')
    .description('judge the logs of a machine that has no agent')
    .option(
      '--tz <zone>',
      'the zone of times written without one, such as Asia/Shanghai; this machine’s unless given',
      checkZone,
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads Windows event logs (wevtutil XML, .evtx), journalctl -o json and -o short-iso, syslog and kern.log, dmesg, last -x,
smartctl --json and tables timestamp,value. Several files are taken to be of one machine.
Exit codes: 0 read, whatever was found; 1 a file cannot be read or is of no known kind (the others are judged); 2 usage.`,
    )
    .action(async (names: string[], flags: { tz?: string; json?: boolean }) => {
      const [{ diagnose }, { inWords, toDocument }] = await Promise.all([
        import('../../diagnose/diagnose.ts'),
        import('../../diagnose/report.ts'),
      ])
      const failed: string[] = []
      const files: EvidenceFile[] = []
      for (const name of names) {
        try {
          files.push(await readEvidence(name))
        } catch (error) {
          const { code, message } = error as NodeJS.ErrnoException
          failed.push(`${name}: cannot be read (${code ?? message})`)
        }
      }
      const timeZone = flags.tz ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
      const found = diagnose(files, { timeZone, now: systemClock.now() })
      const diagnosis = { ...found, notes: [...found.notes, ...failed] }
      const device = basename(names[0]!)
      io.out(flags.json === true ? `${JSON.stringify(toDocument(diagnosis, device), null, 2)}\n` : inWords(diagnosis))
      const unread = [...failed, ...found.unknown.map(name => `${name}: of no kind that is known`)]
      if (unread.length > 0) throw new Error(unread.join('; '))
    })
}

async function readEvidence(name: string): Promise<EvidenceFile> {
  const { size, mtimeMs } = await stat(name)
  if (size > MOST_BYTES) throw new Error(`larger than ${MOST_BYTES / 1024 / 1024} MiB`)
  return { name: basename(name), bytes: await readFile(name), changedAt: Math.round(mtimeMs) }
}

function checkZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format(0)
    return zone
  } catch {
    throw new InvalidArgumentError('is no time zone.')
  }
}
