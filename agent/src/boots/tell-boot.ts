import type { Boot } from '@forewarn/shared/evidence/boots.ts'

import type { Happening } from '../sampler/source.ts'

const EVIDENCE_LENGTH = 200

/** The event of a boot: when the machine came up, how, and how the run before it ended. Times are in seconds; null where unknown. */
export function tellBoot({ at, id, kind, previous }: Boot, bootSeconds: number | null): Happening {
  const { end, cause, reason } = previous
  const down = previous.at === null ? -1 : at - previous.at
  return {
    name: 'system.boot',
    severity: cause === 'kernel-panic' || cause === 'bugcheck' ? 'error' : end === 'unclean' ? 'warning' : 'info',
    at,
    attributes: {
      // The page shows the first of them.
      previousEnd: end,
      previousCause: cause,
      ...(reason === null ? {} : { reason }),
      // A clock that was set back in between leaves nothing to be counted.
      downSeconds: down < 0 ? null : Math.round(down / 1000),
      bootSeconds,
      kind,
      evidence: previous.evidence.join(' ').slice(0, EVIDENCE_LENGTH),
      bootId: id,
    },
  }
}
