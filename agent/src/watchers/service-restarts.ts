import type { Finding } from '@forewarn/shared/evidence/finding.ts'
import type { JournalEntry } from '@forewarn/shared/evidence/journal.ts'
import { restartOf } from '@forewarn/shared/evidence/systemd.ts'

/** Failed services whose restart may still come. */
const MOST = 64

/**
 * A service that failed and stays so is told by the list of failed units, which is asked for now and then; one that systemd starts again at
 * once is never on it. So of failures the journal tells those alone, when the restart is told, with how the service failed before.
 */
export function createServiceRestarts() {
  const failures = new Map<string, Finding>()

  return (entry: JournalEntry, finding: Finding | null): Finding | null => {
    if (finding?.name === 'service.failed') {
      const unit = String(finding.attributes['unit'])
      failures.delete(unit)
      failures.set(unit, finding)
      if (failures.size > MOST) failures.delete(failures.keys().next().value!)
      return null
    }
    const restart = restartOf(entry)
    if (restart === null) return finding
    const failure = failures.get(restart.unit)
    failures.delete(restart.unit)
    // A service may also be started again after it ended well, as its settings say.
    if (failure === undefined) return null
    return { ...failure, severity: 'warning', attributes: { ...failure.attributes, restarts: restart.restarts } }
  }
}
