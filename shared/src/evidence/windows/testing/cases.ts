import { expect, test } from 'vitest'

import { classify } from '../classify.ts'
import type { WindowsEvent } from '../event.ts'
import { eventOf, type Data } from './events.ts'

/** An event, and what it must be found to say: name, severity and attributes, or nothing. */
export type Case = [
  what: string,
  provider: string,
  id: number,
  data: Data,
  more: Partial<WindowsEvent>,
  expected: unknown,
]

/** Holds what is said of events; the evidence and the time are the event's own in every case. */
export function cases(list: Case[]): void {
  test.each(list)('%s', (_what, provider, id, data, more, expected) => {
    const event = eventOf(provider, id, data, more)
    const found = classify(event)
    if (found === null) {
      expect(found).toEqual(expected)
      return
    }
    const { evidence, ...attributes } = found.attributes
    expect([evidence, found.at]).toEqual([`${provider} ${id}`, event.at])
    expect([found.name, found.severity, attributes]).toEqual(expected)
  })
}
