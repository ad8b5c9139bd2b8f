/** What is looked for in the archive. It lives in the address, so that a search can be sent and Back works; empty means anything. */
export interface ArchiveView {
  q: string
  site: string
  room: string
  device: string
  grade: string
  cause: string
  state: string
  from: string
  to: string
}

const NAMES = ['q', 'site', 'room', 'device', 'grade', 'cause', 'state', 'from', 'to'] as const
/** What the collector takes; anything else in an address is left out. */
const SHAPES: Partial<Record<keyof ArchiveView, RegExp>> = {
  grade: /^[1-4]$/,
  state: /^(open|closed)$/,
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
}

export function readArchiveView(query: Record<string, string>): ArchiveView {
  const read = (name: keyof ArchiveView): string => {
    const value = (query[name] ?? '').slice(0, 200)
    return SHAPES[name]?.test(value) === false ? '' : value
  }
  return Object.fromEntries(NAMES.map(name => [name, read(name)])) as unknown as ArchiveView
}

/** What is asked of the collector, or written into the address: whatever is given. */
export function archiveQuery(view: ArchiveView): string {
  const query = new URLSearchParams()
  for (const name of NAMES) if (view[name] !== '') query.set(name, view[name])
  return query.toString()
}
