import type { EventName } from '../events.ts'
import type { EventBody } from '../record.ts'
import { cleanEvidence } from './clean.ts'

/** What one line of a log says happened: the body of an event, with the line it rests on in the attribute `evidence`. */
export interface Finding extends EventBody {
  name: EventName
}

type Attributes = Record<string, string | number | boolean | null | undefined>

/** A finding with its evidence; attributes that are undefined are left out. */
export function finding(
  name: EventName,
  severity: Finding['severity'],
  { evidence, ...given }: Attributes & { evidence: string },
): Finding {
  const attributes: Finding['attributes'] = {}
  for (const [key, value] of Object.entries(given)) if (value !== undefined) attributes[key] = value
  attributes['evidence'] = cleanEvidence(evidence)
  return { name, severity, attributes }
}
