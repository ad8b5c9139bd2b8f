import { Type, type Static } from 'typebox'

import { GradeShape, IncidentView } from './incident-api.ts'
import { CAUSES } from './incidents.ts'

/* The archive of handling records (技术资料归档): how it is searched. */

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day of the site, such as 2026-09-01.' })
const Id = Type.String({ maxLength: 40 })

/** Everything given must hold. Days are those of the site, both included. */
export const ArchiveSearch = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Words that must all occur.' })),
  site: Type.Optional(Id),
  room: Type.Optional(Id),
  device: Type.Optional(Type.String({ maxLength: 100 })),
  grade: Type.Optional(GradeShape),
  cause: Type.Optional(Type.Enum([...CAUSES])),
  state: Type.Optional(Type.Enum(['open', 'closed'])),
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  before: Type.Optional(Type.String({ maxLength: 40, description: '`next` of the answer before.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
})

export const ArchiveAnswer = Type.Object({
  incidents: Type.Array(IncidentView),
  /** How many there are on all pages. */
  total: Type.Integer(),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type ArchiveAnswer = Static<typeof ArchiveAnswer>
