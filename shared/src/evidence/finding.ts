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
/** What a finding is about, most telling first: two findings of one name and one subject are the same trouble again. */
const SUBJECTS = ['device', 'unit', 'program', 'component', 'kind', 'code'] as const

/** The subject of a finding as text, or null where it has none. */
export function subjectOf({ attributes }: Pick<EventBody, 'attributes'>): string | null {
  for (const key of SUBJECTS) {
    const value = attributes[key]
    if (value !== undefined && value !== null) return String(value)
  }
  return null
}
