import type { EventInput } from './rule.ts'

/* How rules read the attributes of events: what a device says may be missing or of another type. */

export function textOf({ attributes }: EventInput, key: string): string | null {
  const value = attributes[key]
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null
}

export function numberOf({ attributes }: EventInput, key: string): number | null {
  const value = attributes[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The line an event rests on, else what it is called. */
export function evidenceOf(event: EventInput): string {
  return textOf(event, 'evidence') ?? textOf(event, 'reason') ?? event.name
}

/** How many happenings an event stands for. */
export function weightOf(event: EventInput): number {
  return Math.max(1, Math.floor(numberOf(event, 'count') ?? 1))
}
