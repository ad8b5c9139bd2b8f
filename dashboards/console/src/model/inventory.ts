import type { LatestAnswer } from '@forewarn/shared/api.ts'

export type Subject = LatestAnswer['inventory'][number]
export type Facts = Subject['facts']
export type Fact = Facts[string]

/** What an agent says its machine is made of, by subject. */
export interface Inventory {
  all: readonly Subject[]
  /** The facts of a subject; none where it was never told. */
  of(subject: string): Facts
}

export function inventoryOf(all: readonly Subject[]): Inventory {
  const bySubject = new Map(all.map(one => [one.subject, one.facts]))
  return { all, of: subject => bySubject.get(subject) ?? {} }
}

/** A fact that says something, as text; null for one that does not. */
export const textOf = (fact: Fact | undefined): string | null =>
  fact === null || fact === undefined || fact === '' ? null : String(fact)
export const numberOf = (fact: Fact | undefined): number | null => (typeof fact === 'number' ? fact : null)

/** More than any list of facts has entries; 128 facts are all that a subject may have. */
const MOST_ENTRIES = 128

/** A list as facts write it: `cpu.1.name`, `cpu.1.share`, `cpu.2.name` … under `cpu`, in its own order. */
export function listedFacts(facts: Facts, list: string): Facts[] {
  const entries = new Map<number, Facts>()
  for (const [key, value] of Object.entries(facts)) {
    const [, index, field] = (key.startsWith(`${list}.`) && /^(\d{1,3})\.(.+)$/.exec(key.slice(list.length + 1))) || []
    if (index === undefined || field === undefined) continue
    const at = Number(index)
    entries.set(at, { ...entries.get(at), [field]: value })
  }
  return [...entries]
    .sort(([a], [b]) => a - b)
    .slice(0, MOST_ENTRIES)
    .map(([, entry]) => entry)
}
