/** Which sites somebody may see: all of them where null. */
export type Sites = string[] | null

/** How it lies in a column: a JSON list, or NULL. */
export const writeSites = (sites: Sites): string | null => (sites === null ? null : JSON.stringify(sites))

export const readSites = (column: unknown): Sites =>
  typeof column === 'string' ? (JSON.parse(column) as string[]) : null
