import { GRADES } from '@forewarn/shared/incidents.ts'

import type { Finding } from '../detect/finding.ts'

import { formatTable } from '../cli/table.ts'
import type { Diagnosis } from './diagnose.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** A finding within a document of `--json`. */
export function findingDocument(finding: Finding, device: string): Record<string, unknown> {
  return {
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
  }
}

/** A finding in one line. */
export function findingInWords(finding: Finding): string {
  const grade = finding.grade === null ? 'Warning' : GRADES[finding.grade].en
  const suspected = finding.suspected ? ' (suspected)' : ''
  const times = `${finding.count} times, ${iso(finding.since)} to ${iso(finding.last)}`
  return `${grade}${suspected}  ${finding.title.en}  (${finding.rule}, ${times})`
}

/** The document of `--json`. Times are ISO 8601 in UTC. */
export function toDocument({ boots, findings, notes, unknown }: Diagnosis, device: string): Record<string, unknown> {
  return {
    boots: boots.map(({ at, kind, previous: { end, cause, bugcheckCode } }) => ({
      at: iso(at),
      kind,
      previous: { end, cause, bugcheckCode },
    })),
    findings: findings.map(finding => findingDocument(finding, device)),
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
            const lines = finding.evidence.map(({ at, text }) => `    ${iso(at)}  ${text}\n`)
            return `${findingInWords(finding)}\n${lines.join('')}`
          })
          .join('\n'),
    [...notes, ...unknown.map(name => `${name}: not recognised, and not read`)].map(note => `note: ${note}\n`).join(''),
  ]
  return parts.filter(part => part !== '').join('\n')
}
