import { GRADES } from '@forewarn/shared/incidents.ts'

import { formatTable } from '../cli/table.ts'
import type { Diagnosis } from './diagnose.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** The document of `--json`. Times are ISO 8601 in UTC. */
export function toDocument({ boots, findings, notes, unknown }: Diagnosis, device: string): Record<string, unknown> {
  return {
    boots: boots.map(({ at, kind, previous: { end, cause, bugcheckCode } }) => ({
      at: iso(at),
      kind,
      previous: { end, cause, bugcheckCode },
    })),
    findings: findings.map(finding => ({
      detector: finding.rule,
      class: finding.class,
      grade: finding.grade,
      suspected: finding.suspected,
      device,
      topic: finding.topic,
      since: iso(finding.since),
      last: iso(finding.last),
      count: finding.count,
      title: finding.title.en,
      evidence: finding.evidence.map(({ at, text }) => `${iso(at)} ${text}`),
    })),
    notes: [...notes, ...unknown.map(name => `${name}: not recognised, and not read`)],
  }
}

/** The same for people. */
export function inWords({ boots, findings, notes, unknown }: Diagnosis): string {
  const bootRows = boots.map(({ at, kind, previous: { end, cause, bugcheckCode } }) => [
    iso(at),
    kind,
    [end, cause, bugcheckCode].filter(part => part !== null).join(', '),
  ])
  const parts = [
    boots.length === 0 ? 'No boots are told of.\n' : formatTable(['BOOT', 'KIND', 'THE RUN BEFORE ENDED'], bootRows),
    findings.length === 0
      ? 'Nothing was found.\n'
      : findings
          .map(finding => {
            const grade = finding.grade === null ? 'Warning' : GRADES[finding.grade].en
            const head = `${grade}${finding.suspected ? ' (suspected)' : ''}  ${finding.title.en}  (${finding.rule}, ${finding.count} times, ${iso(finding.since)} to ${iso(finding.last)})`
            return `${head}\n${finding.evidence.map(({ at, text }) => `    ${iso(at)}  ${text}`).join('\n')}\n`
          })
          .join('\n'),
    [...notes, ...unknown.map(name => `${name}: not recognised, and not read`)].map(note => `note: ${note}\n`).join(''),
  ]
  return parts.filter(part => part !== '').join('\n')
}
