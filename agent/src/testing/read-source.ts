import type { InventoryBody, Reading } from '@forewarn/shared/record.ts'
import { expect } from 'vitest'

import type { Happening, Source } from '../sampler/source.ts'

/** What a source said: numbers by metric and attributes' values with blanks between, events and facts. Fails where it is absent. */
export interface Told {
  values: Record<string, Reading>
  events: Happening[]
  facts: InventoryBody[]
}

/** Reads a source once, at so many ms since boot. */
export async function askSource(source: Source, up = 0): Promise<Told> {
  const answer = await source.read({ now: 0, up }, AbortSignal.timeout(60_000))
  if ('absent' in answer) throw new Error(`absent: ${answer.absent}`)
  const { series, values, events = [], facts = [] } = answer
  expect(values).toHaveLength(series.length)
  const named = series.map(([metric, attributes], i) => [
    [metric, ...Object.values(attributes ?? {})].join(' '),
    values[i]!,
  ])
  return { values: Object.fromEntries(named) as Record<string, Reading>, events, facts }
}

/** The numbers alone. */
export async function readSource(source: Source, up = 0): Promise<Record<string, Reading>> {
  return (await askSource(source, up)).values
}
