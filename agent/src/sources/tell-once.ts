import type { Happening } from '../sampler/source.ts'

/** Lets what is now known to have been told be remembered with the last of the events that tell it. */
export function tellOnce(events: Happening[], key: string, told: unknown): Happening[] {
  const remember = { key, value: JSON.stringify(told) }
  return events.map((event, i) => (i === events.length - 1 ? { ...event, remember } : event))
}
