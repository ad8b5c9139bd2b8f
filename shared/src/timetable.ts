import { Type, type Static } from 'typebox'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const Weekday = Type.Integer({ minimum: 1, maximum: 7 })
const Span = Type.Object({ from: Day, to: Day }, { additionalProperties: false })

/**
 * When a site teaches, in its own time zone. Days are written `2026-11-25`, weekdays 1 (Monday) to 7. Between the terms, on statutory
 * holidays and on the site's own days off there are no lessons; on swapped weekends (调休) and the site's own working days the lessons
 * of weekday `swappedAs` are held unless `lessonsOf` says another.
 */
export const Timetable = Type.Object(
  {
    terms: Type.Array(Span, { maxItems: 20 }),
    periods: Type.Array(
      Type.Object(
        {
          name: Type.String({ maxLength: 60 }),
          weekdays: Type.Array(Weekday, { minItems: 1, maxItems: 7 }),
          from: TimeOfDay,
          to: TimeOfDay,
        },
        { additionalProperties: false },
      ),
      { maxItems: 60 },
    ),
    statutory: Type.Boolean(),
    off: Type.Array(Day, { maxItems: 366 }),
    working: Type.Array(Day, { maxItems: 366 }),
    swappedAs: Weekday,
    lessonsOf: Type.Record(Day, Weekday),
    /** Planned work, as ISO times: what happens within is recorded and not raised. */
    maintenance: Type.Array(
      Type.Object(
        {
          from: Type.String({ format: 'date-time' }),
          to: Type.String({ format: 'date-time' }),
          why: Type.String({ maxLength: 200 }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 200 },
    ),
  },
  { additionalProperties: false },
)
export type Timetable = Static<typeof Timetable>

/** What kind of day one is: by the calendar of the state, or by a word of the site over it. */
export const DAY_KINDS = ['plain', 'weekend', 'holiday', 'swapped', 'off', 'working'] as const

/** Days of a timetable as they come out, to be looked at before it holds. */
export const TimetableDays = Type.Object({
  /** The last year whose holidays and swapped weekends are known here; later ones have plain weekends until then. */
  calendarUntil: Type.Integer(),
  days: Type.Array(
    Type.Object({
      day: Day,
      weekday: Weekday,
      inTerm: Type.Boolean(),
      kind: Type.Enum([...DAY_KINDS]),
      /** The holiday that it is, or for which it is worked. */
      holiday: Type.Union([Type.Object({ zh: Type.String(), en: Type.String() }), Type.Null()]),
      /** Of which weekday lessons are held; null on a day without any. */
      lessonsOf: Type.Union([Weekday, Type.Null()]),
      lessons: Type.Array(Type.Object({ name: Type.String(), from: TimeOfDay, to: TimeOfDay })),
    }),
  ),
})
export type TimetableDays = Static<typeof TimetableDays>
