import { AUDIT_OUTCOMES } from '@forewarn/shared/people.ts'

/** How far back the log is shown. */
export const SPANS = { day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000, all: null } as const
export type Span = keyof typeof SPANS
type Outcome = (typeof AUDIT_OUTCOMES)[number]

/** What of the log is shown; all of it lives in the address. */
export interface AuditView {
  actor: string | null
  action: string | null
  subject: string | null
  outcome: Outcome | null
  span: Span
}

const isSpan = (text: string | undefined): text is Span => text !== undefined && Object.hasOwn(SPANS, text)
const text = (given: string | undefined) => (given === undefined || given === '' ? null : given)

export function readAuditView(query: Readonly<Record<string, string>>): AuditView {
  const { actor, action, subject, outcome, span } = query
  return {
    actor: text(actor),
    action: text(action),
    subject: text(subject),
    outcome: AUDIT_OUTCOMES.find(one => one === outcome) ?? null,
    span: isSpan(span) ? span : 'month',
  }
}

/** The address of a view; what is as usual is left out. */
export function auditAddress(path: string, { span, ...chosen }: AuditView): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(chosen)) if (value !== null) query.set(name, value)
  if (span !== 'month') query.set('span', span)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
