import type { Timetable } from '@forewarn/shared/timetable.ts'

/** What a schema cannot say of a timetable: every fault in words, none where it makes sense. */
export function timetableFaults(timetable: Timetable): string[] {
  const faults: string[] = []
  for (const [i, { from, to }] of timetable.terms.entries()) {
    if (from > to) faults.push(`terms[${i}] ends before it begins`)
    for (const day of [from, to]) if (!isDay(day)) faults.push(`terms[${i}]: ${day} is no day of the calendar`)
  }
  for (const [i, { from, to }] of timetable.periods.entries())
    if (from >= to) faults.push(`periods[${i}] ends before it begins`)
  for (const name of ['off', 'working'] as const)
    for (const day of timetable[name]) if (!isDay(day)) faults.push(`${name}: ${day} is no day of the calendar`)
  for (const day of Object.keys(timetable.lessonsOf))
    if (!isDay(day)) faults.push(`lessonsOf: ${day} is no day of the calendar`)
  for (const [i, { from, to }] of timetable.maintenance.entries())
    if (!(Date.parse(from) < Date.parse(to))) faults.push(`maintenance[${i}] ends before it begins`)
  return faults
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

export const NO_TIMETABLE: Timetable = {
  terms: [],
  periods: [],
  statutory: true,
  off: [],
  working: [],
  swappedAs: 1,
  lessonsOf: {},
  maintenance: [],
}
