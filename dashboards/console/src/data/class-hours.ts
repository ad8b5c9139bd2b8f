import type { ClassHours } from '@forewarn/shared/api.ts'
import { signal } from '@preact/signals'

type Lesson = readonly [from: number, to: number]
const hours = signal<ReadonlyMap<string, readonly Lesson[]> | null>(null)

/** Whether the lessons were read at least once. */
export const classHoursKnown = () => hours.value !== null

export const setClassHours = ({ sites }: ClassHours) =>
  void (hours.value = new Map(
    sites.map(({ siteId, lessons }) => [
      siteId,
      lessons.map(({ from, to }): Lesson => [Date.parse(from), Date.parse(to)]),
    ]),
  ))

/** Whether a site teaches at a moment; null where it has no timetable, so that nobody knows what silence means there. */
export function isClass(siteId: string, at: number): boolean | null {
  const lessons = hours.value?.get(siteId)
  return lessons === undefined ? null : lessons.some(([from, to]) => at >= from && at < to)
}
