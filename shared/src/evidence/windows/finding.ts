import type { EventName } from '../../events.ts'
import type { EventBody } from '../../record.ts'
import type { WindowsEvent } from './event.ts'

/** What an event of a Windows log says happened, in the product's own terms, and when by the machine's wall clock, ms. */
export interface WindowsFinding extends EventBody {
  name: EventName
  at: number
}

type Attributes = Record<string, string | number | boolean | null | undefined>

/** A finding with the event it rests on as evidence; attributes that are undefined are left out. */
export function findingOf(
  event: WindowsEvent,
  name: EventName,
  severity: WindowsFinding['severity'],
  given: Attributes,
): WindowsFinding {
  const attributes: WindowsFinding['attributes'] = {}
  for (const [key, value] of Object.entries(given)) if (value !== undefined) attributes[key] = value
  attributes['evidence'] = `${event.provider} ${event.id}`
  return { name, severity, attributes, at: event.at }
}

/** The finding an event of a provider is, or null where it tells of something else. */
export type Rule = (event: WindowsEvent) => WindowsFinding | null

/** One subject's rules by provider, in lower case: some are spelled differently from version to version. */
export type Rules = Readonly<Record<string, Rule>>
