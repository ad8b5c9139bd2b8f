import { formatTable } from '../cli/table.ts'
import { findingDocument, findingInWords } from '../diagnose/report.ts'
import { describeIncident } from '../http/describe-incident.ts'
import type { Replayed, ReplayedFinding } from './replay.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** The document of `--json`: findings as `diagnose` prints them, incidents as the API does, as of the trace's end. */
export function toDocument({ head, findings, incidents, notes }: Replayed): Record<string, unknown> {
  return {
    of: head.of,
    since: iso(head.since),
    until: iso(head.until),
    findings: findings.map(({ device, finding, toldAt }) => ({
      ...findingDocument(finding, device),
      toldAt: iso(toldAt),
    })),
    incidents: incidents.map(incident => describeIncident(incident, head.until)),
    notes,
  }
}

/** One finding in a line, when it was told first. */
export function foundInWords({ device, finding, toldAt }: ReplayedFinding): string {
  return `${iso(toldAt)}  ${device === '' ? 'site' : device}  ${findingInWords(finding)}\n`
}

/** The whole for people. */
export function inWords({ findings, incidents, notes }: Replayed): string {
  const rows = incidents.map(one => [
    one.id,
    String(one.grade),
    one.state,
    one.title.en,
    one.devices.length === 1 ? one.devices[0]! : `${one.devices.length} devices`,
    iso(one.openedAt),
    one.parent ?? '',
  ])
  const parts = [
    findings.length === 0 ? 'Nothing was found.\n' : findings.map(foundInWords).join(''),
    ...(rows.length === 0 ? [] : [formatTable(['ID', 'GRADE', 'STATE', 'WHAT', 'DEVICE', 'OPENED', 'UNDER'], rows)]),
    ...(notes.length === 0 ? [] : [notes.map(note => `note: ${note}\n`).join('')]),
  ]
  return parts.join('\n')
}
