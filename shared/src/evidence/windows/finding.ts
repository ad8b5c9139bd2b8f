import type { EventName } from '../../events.ts'
import { finding, type Finding } from '../finding.ts'
import type { WindowsEvent } from './event.ts'

/** What an event of a Windows log says happened, in the product's own terms, and when by the machine's wall clock, ms. */
export interface WindowsFinding extends Finding {
  at: number
}

/** A finding with the event it rests on as evidence; attributes that are undefined are left out. */
export function findingOf(
  event: WindowsEvent,
  name: EventName,
  severity: WindowsFinding['severity'],
  attributes: Record<string, string | number | boolean | null | undefined>,
): WindowsFinding {
  const evidence = `${event.provider} ${event.id}`
  return { ...finding(name, severity, { ...attributes, evidence }), at: event.at }
}

/** The finding an event of a provider is, or null where it tells of something else. */
export type Rule = (event: WindowsEvent) => WindowsFinding | null

/** One subject's rules by provider, in lower case: some are spelled differently from version to version. */
export type Rules = Readonly<Record<string, Rule>>
