import type { Happening } from '../sampler/source.ts'
import type { Memory } from '../watchers/watcher.ts'

/** Takes events as the agent does: what is to be remembered with one is remembered, and the event itself is what is left. */
export function heard(events: Happening[] | undefined, memory: Memory): Happening[] {
  return (events ?? []).map(({ remember, ...event }) => {
    if (remember !== undefined) memory.remember(remember.key, remember.value)
    return event
  })
}
