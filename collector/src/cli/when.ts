import { InvalidArgumentError } from 'commander'

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 }

/** Reads a moment as people write it: an ISO 8601 time, or how long ago, such as `90m`, `12h`, `30d` or `2w`. */
export function momentOption(now: () => number): (text: string) => string {
  return text => {
    const ago = /^(\d{1,5})([mhdw])$/.exec(text)
    const at = ago === null ? Date.parse(text) : now() - Number(ago[1]) * UNITS[ago[2]!]!
    if (Number.isNaN(at) || Math.abs(at) > 8.64e15)
      throw new InvalidArgumentError('must be a time such as 2026-11-25T08:00Z, or how long ago, such as 12h or 30d.')
    return new Date(at).toISOString()
  }
}
