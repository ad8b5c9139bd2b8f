import { Timetable } from '@forewarn/shared/timetable.ts'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

import { TRACE_VERSION, TraceFault, type TraceLine } from './trace.ts'

const Time = Type.Integer()
const TextOrNull = Type.Union([Type.String(), Type.Null()])
const NumberOrNull = Type.Union([Type.Number(), Type.Null()])
const Attributes = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]))

const Message = Type.Object({
  type: Type.Literal('message'),
  device: Type.Integer(),
  at: Time,
  records: Type.Array(
    Type.Union([
      Type.Tuple([
        Type.Literal('e'),
        Time,
        Type.Object({ name: Type.String(), severity: Type.String(), attributes: Attributes }),
      ]),
      Type.Tuple([
        Type.Literal('s'),
        Time,
        Type.Integer(),
        Type.Array(Type.Tuple([Type.Integer(), Type.Array(NumberOrNull)])),
      ]),
    ]),
  ),
})

const Context = Type.Union([
  Type.Object({
    subject: Type.Literal('site'),
    facts: Type.Object({
      id: Type.String(),
      timeZone: Type.String(),
      timetable: Type.Union([Timetable, Type.Null()]),
      calendar: Type.Any(),
      clocks: Type.Any(),
      watchList: Type.Any(),
    }),
  }),
  Type.Object({
    subject: Type.Literal('device'),
    facts: Type.Object({
      number: Type.Integer(),
      id: Type.String(),
      siteId: Type.String(),
      roomId: TextOrNull,
      floor: TextOrNull,
      role: Type.String(),
    }),
  }),
  Type.Object({ subject: Type.Literal('gone'), facts: Type.Object({ number: Type.Integer() }) }),
  Type.Object({ subject: Type.Literal('fleet'), facts: Type.Object({ weeklyStarts: Type.Number() }) }),
  Type.Object({
    subject: Type.Literal('rules'),
    facts: Type.Record(
      Type.String(),
      Type.Object({
        enabled: Type.Optional(Type.Boolean()),
        knobs: Type.Optional(Type.Record(Type.String(), Type.Number())),
      }),
    ),
  }),
])

const line = Compile(
  Type.Union([
    Message,
    Type.Object({ type: Type.Literal('tick'), at: Time, listeningSince: Time, heardAt: NumberOrNull }),
    Type.Object({
      type: Type.Literal('layout'),
      id: Type.Integer(),
      series: Type.Array(
        Type.Union([
          Type.Tuple([Type.String()]),
          Type.Tuple([Type.String(), Type.Record(Type.String(), Type.String())]),
        ]),
      ),
    }),
    Type.Object({ type: Type.Literal('context'), context: Context }),
    Type.Object({ type: Type.Literal('act'), at: Time, act: Type.Object({ type: Type.String() }) }),
    Type.Object({
      type: Type.Literal('trace'),
      version: Type.Integer(),
      of: Type.Union([Type.Object({ device: Type.String() }), Type.Object({ site: Type.String() })]),
      since: Time,
      until: Time,
      rolledUpUntil: NumberOrNull,
      notes: Type.Array(Type.String()),
    }),
  ]),
)

/** A line of the file. JSON carries doubles as they are; what is no number becomes null. */
export function lineText(of: TraceLine): string {
  return `${JSON.stringify(of)}\n`
}

/**
 * Reads one line of the file. Throws `TraceFault` for what is none. What people did and how clocks were promised is checked no further: it
 * is judged as it stands.
 */
export function readLine(text: string): TraceLine {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw new TraceFault('is no JSON')
  }
  if (!line.Check(read)) throw new TraceFault('is no line of a trace')
  if (read.type === 'trace' && read.version !== TRACE_VERSION)
    throw new TraceFault(`is of version ${read.version}; this is for version ${TRACE_VERSION}`)
  return read as TraceLine
}
