import type { SeriesColumns } from '@forewarn/shared/api.ts'

/** One of the agent's sources over a span of time. Seconds and shares of one; null where it never came to an end. */
export interface SourceRow {
  name: string
  usual: number | null
  longest: number | null
  /** Share of the readings that succeeded. */
  success: number | null
  /** The same in the newest piece of time in which there was one. */
  lastSuccess: number | null
}

/** What two series of every source say together, by the sources' names. */
export function sourceRows(durations: readonly SeriesColumns[], successes: readonly SeriesColumns[]): SourceRow[] {
  const named = (list: readonly SeriesColumns[]) => new Map(list.map(one => [one.attributes['source'] ?? '', one]))
  const [taken, succeeded] = [named(durations), named(successes)]
  const names = [...new Set([...taken.keys(), ...succeeded.keys()])].filter(name => name !== '').sort()
  return names.map(name => {
    const [times, outcomes] = [taken.get(name), succeeded.get(name)]
    const known = outcomes === undefined ? [] : outcomes.mean.filter(value => value !== null)
    return {
      name,
      usual: meanOf(times?.mean ?? []),
      longest: maxOf(times?.max ?? times?.mean ?? []),
      success: meanOf(known),
      lastSuccess: known.at(-1) ?? null,
    }
  })
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

function maxOf(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
