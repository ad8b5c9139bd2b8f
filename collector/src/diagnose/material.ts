import type { BootKind } from '@forewarn/shared/evidence/boot-clues.ts'

import type { EventInput } from '../detect/rule.ts'

/** A start of the machine and how the run before it ended, from whatever kind of log. */
export interface DiagnosedBoot {
  at: number
  kind: BootKind
  /** The run before went on: it is no restart. */
  resumed: boolean
  previous: {
    end: 'clean' | 'unclean' | 'unknown'
    cause: string | null
    bugcheckCode: string | null
    at: number | null
  }
}

/** What evidence tells, before it is judged. */
export interface Material {
  boots: DiagnosedBoot[]
  events: EventInput[]
  /** What a person should know of the evidence: damage, gaps, guesses. */
  notes: string[]
}

/** What a reader may need to know that is not in its file. */
export interface ReadOptions {
  /** The zone of times that are written without one. */
  timeZone: string
  /** A moment after which nothing in the file can lie, ms: years that are not written are counted back from here. */
  latest: number
}

/** One kind of evidence: told by content, never by name. Null for a file of another kind. */
export interface Reader {
  kind: string
  read(file: Uint8Array, options: ReadOptions): Material | null
}
