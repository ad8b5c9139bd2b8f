import { parseStartupSeconds } from '@forewarn/shared/evidence/startup.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'
import { readLoginTable } from './login-book.ts'

/** Where this folder is, systemd is the first process (sd_booted). */
const SYSTEMD = '/run/systemd/system'
/** Asked while the system goes down and waits for the agent, ms. */
const STATE_LIMITS = { deadlineMs: 1_500, maxBytes: 1024 }
const STARTUP_LIMITS = { deadlineMs: 5_000, maxBytes: 16 * 1024 }

interface Asked {
  files: Files
  commands: Commands
}

/** Whether the whole system goes down now, by its first process; false where it does not say. */
export async function isGoingDown({ files, commands }: Asked): Promise<boolean> {
  if (files.exists(SYSTEMD)) {
    const result = await commands.run('systemctl', ['is-system-running'], STATE_LIMITS)
    return result.kind === 'done' && result.stdout.trim() === 'stopping'
  }
  // Without systemd, the first process notes the run level it goes to before it ends anything.
  return readLoginTable(files).some(({ says }) => says === 'shutdown')
}

/** How long this boot took, s; `pending` while it is not finished, null where nobody measures it. */
export async function startupSeconds(
  { files, commands }: Asked,
  signal: AbortSignal,
): Promise<number | 'pending' | null> {
  if (!files.exists(SYSTEMD)) return null
  const result = await commands.run('systemd-analyze', ['time'], { ...STARTUP_LIMITS, signal })
  if (result.kind !== 'done') return null
  return (
    parseStartupSeconds(result.stdout) ?? (/not yet finished/.test(result.stdout + result.stderr) ? 'pending' : null)
  )
}
