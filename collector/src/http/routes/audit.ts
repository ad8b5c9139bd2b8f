import { AuditList } from '@forewarn/shared/people-api.ts'
import { AUDIT_OUTCOMES } from '@forewarn/shared/people.ts'
import { Type } from 'typebox'

import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { TimeText, readTime } from './range.ts'

const Query = Type.Object(
  {
    actor: Type.Optional(Type.String({ maxLength: 200, description: 'A user’s or token’s name.' })),
    action: Type.Optional(Type.String({ maxLength: 200, description: 'Such as `PATCH /users/{user}`.' })),
    subject: Type.Optional(Type.String({ maxLength: 200, description: 'The id of what it was done to.' })),
    outcome: Type.Optional(Type.Enum([...AUDIT_OUTCOMES])),
    from: Type.Optional(TimeText),
    to: Type.Optional(TimeText),
    before: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: '`next` of the answer before.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  },
  { additionalProperties: false },
)

/** `GET /audit`: who did what. `actions` are those the API has, with what each is for. */
export function registerAudit(
  app: App,
  { store }: Parts,
  actions: readonly { action: string; summary: string }[],
): void {
  app.get(
    '/audit',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'Every write through the API, newest first; kept for three years',
        tags: ['users'],
        querystring: Query,
        response: { 200: AuditList },
      },
    },
    async request => {
      const { from, to, before, limit = 100, ...filter } = request.query
      const since = from === undefined ? undefined : readTime('from', from)
      const until = to === undefined ? undefined : readTime('to', to)
      if (since !== undefined && until !== undefined && since >= until)
        throw new Problem(400, 'invalid', '"from" must be before "to".')
      const rows = await store.audit.list({
        ...filter,
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
        ...(before === undefined ? {} : { before: Number(before) }),
        limit,
      })
      const summaries = new Map(actions.map(({ action, summary }) => [action, summary]))
      const last = rows.length < limit ? undefined : rows.at(-1)
      return {
        entries: rows.map(({ id, at, ...row }) => ({
          ...row,
          id: String(id),
          at: isoTime(at),
          summary: summaries.get(row.action) ?? null,
          outcome: row.status < 400 ? ('done' as const) : row.status < 500 ? ('refused' as const) : ('failed' as const),
        })),
        next: last === undefined ? null : String(last.id),
        actions: [...actions],
      }
    },
  )
}
