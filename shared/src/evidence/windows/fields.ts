import type { WindowsEvent } from './event.ts'

/** A value of EventData by its name or, from providers that give no names, by its position. */
export function dataOf(event: WindowsEvent, name: string, position = -1): string | null {
  for (const [given, value] of event.data) if (given === name) return value
  const field = event.data[position]
  return field === undefined || field[0] !== null ? null : field[1]
}

/** A whole number as Windows writes one: decimal, or hexadecimal after `0x`. Null for anything else. */
export function wholeOf(text: string | null): number | null {
  if (text === null || !/^\s*(?:0x[\da-f]{1,16}|\d{1,16})\s*$/i.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

/** The whole number of a field, or null. */
export function numberOf(event: WindowsEvent, name: string, position = -1): number | null {
  return wholeOf(dataOf(event, name, position))
}

/** Whether a field says true; providers write `true`, `1` and `0x1`. */
export function isTrue(event: WindowsEvent, name: string): boolean {
  const text = dataOf(event, name)
  return text === 'true' || wholeOf(text) === 1
}

/** Whether a number is not zero; as a time in 100 ns it may be too big to be read exactly. */
export function isSet(text: string | null): boolean {
  const digits = /^(?:0x)?([\da-f]{1,20})$/i.exec(text?.trim() ?? '')?.[1]
  return digits !== undefined && /[^0]/.test(digits)
}

/** A time inside an event such as `2024-02-03T04:05:06.789012300Z`, ms; null where it is none or stands for no time at all. */
export function timeOf(text: string | null): number | null {
  if (text === null || text.length > 40 || !/^\d{4}-\d\d-\d\dT/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) || at <= 0 ? null : at
}
