import { Type, type Static } from 'typebox'

/*
 * The rules as the API shows and takes them. Times are ISO 8601 in UTC.
 */

const Words = Type.Object({ zh: Type.String(), en: Type.String() })

/** What is decided about rules, by their names: whether one is used, and its knobs. What is absent is as the rule has it. */
export const RuleSettingsShape = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Object(
    {
      enabled: Type.Optional(Type.Boolean()),
      knobs: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Number())),
    },
    { additionalProperties: false },
  ),
  { maxProperties: 100 },
)

export const RuleView = Type.Object({
  name: Type.String(),
  doc: Type.String({ description: 'The commitment it serves.' }),
  enabled: Type.Boolean(),
  knobs: Type.Array(
    Type.Object({
      name: Type.String(),
      value: Type.Number(),
      default: Type.Number(),
      minimum: Type.Number(),
      maximum: Type.Number(),
      doc: Type.String({ description: 'What it means, with its unit.' }),
    }),
  ),
})
export type RuleView = Static<typeof RuleView>

export const RuleList = Type.Object({ rules: Type.Array(RuleView) })
export type RuleList = Static<typeof RuleList>

export const BacktestInput = Type.Object(
  {
    rules: RuleSettingsShape,
    since: Type.Optional(Type.String({ format: 'date-time', description: '30 days ago unless given.' })),
  },
  { additionalProperties: false },
)

const BacktestFinding = Type.Object({
  device: Type.String(),
  rule: Type.String(),
  topic: Type.String(),
  grade: Type.Union([Type.Integer(), Type.Null()]),
  since: Type.String(),
  last: Type.String(),
  count: Type.Integer(),
  title: Words,
})
export type BacktestFinding = Static<typeof BacktestFinding>

const Listed = Type.Object({
  count: Type.Integer(),
  findings: Type.Array(BacktestFinding, { description: 'The first of them.' }),
})

export const BacktestResult = Type.Object({
  since: Type.String(),
  until: Type.String(),
  devices: Type.Integer(),
  deviceWeeks: Type.Number(),
  rules: Type.Array(
    Type.Object({
      rule: Type.String(),
      before: Type.Integer(),
      after: Type.Integer(),
      per100DeviceWeeks: Type.Object({ before: Type.Number(), after: Type.Number() }),
      judgesReadings: Type.Boolean({ description: 'It judged five-minute means where samples are not kept raw.' }),
    }),
  ),
  added: Listed,
  removed: Listed,
  regraded: Listed,
  notes: Type.Array(Type.String()),
})
export type BacktestResult = Static<typeof BacktestResult>

/** A line of the answer while a back-test runs: how far it is, or what came of it. */
export const BacktestLine = Type.Union([
  Type.Object({ progress: Type.Object({ done: Type.Integer(), of: Type.Integer() }) }),
  Type.Object({ result: BacktestResult }),
])
export type BacktestLine = Static<typeof BacktestLine>
