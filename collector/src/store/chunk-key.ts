/*
 * A chunk's row id packs who, when and which: stream · period · part, so that one stream's history lies side by side in the
 * table and a range of time is a range of ids. The period is an hour, a day or a month's worth, counted from 1970.
 * 20 bits of hours reach the year 2089; 4 bits of parts; 28 bits of streams.
 */
const PERIODS = 2 ** 20
export const PARTS = 16

export function chunkKey(stream: number, period: number, part = 0): number {
  return (stream * PERIODS + Math.min(PERIODS - 1, Math.max(0, period))) * PARTS + part
}

export function periodOfKey(key: number): number {
  return Math.floor(key / PARTS) % PERIODS
}

export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
/** Hourly roll-ups lie in rows of so many days. */
export const MONTH_MS = 32 * DAY_MS
