import type { SleepKind } from '@forewarn/shared/evidence/boot-clues.ts'
import { sleepKindOf } from '@forewarn/shared/evidence/log-clues.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'

const SYSTEMD = '/run/systemd/system'
/** How often the kernel slept in this boot (Documentation/ABI/testing/sysfs-power); hibernation does not count. */
const SLEPT = '/sys/power/suspend_stats/success'
/** The journal's number for "goes to sleep now" (systemd, sd-messages.h); its field SLEEP names the kind. */
const SLEEP_START = 'MESSAGE_ID=6bbd95ee977941e497c48be27c254128'
/** The line stands this long before the clock stopped at most: programs are frozen in between, s. */
const BEFORE_S = 120
const LIMITS = { deadlineMs: 5_000, maxBytes: 16 * 1024 }

/** Finds out how the machine slept, by the journal, else by the kernel's count. */
export function createSleepKinds({ files, commands }: { files: Files; commands: Commands }) {
  let slept = count(files)

  return async (since: number, signal: AbortSignal): Promise<SleepKind> => {
    const before = slept
    slept = count(files)
    if (files.exists(SYSTEMD)) {
      const from = `--since=@${Math.floor(since / 1000) - BEFORE_S}`
      const args = [
        '--boot',
        from,
        '--lines=1',
        '--output=json',
        '--output-fields=SLEEP,MESSAGE',
        '--quiet',
        SLEEP_START,
      ]
      const result = await commands.run('journalctl', args, { ...LIMITS, signal })
      const kind = result.kind === 'done' ? sleepKindOf(result.stdout) : 'unknown'
      if (kind !== 'unknown') return kind
    }
    if (before === null || slept === null) return 'unknown'
    return slept > before ? 'sleep' : 'hibernate'
  }
}

function count(files: Files): number | null {
  const text = files.read(SLEPT)
  return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null
}
