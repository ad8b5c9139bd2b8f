/** How the list of devices is looked at. It lives in the address, so that a view can be sent and Back works. */
export interface ListState {
  find: string
  state: ListFilter | null
  sort: SortColumn | null
  descending: boolean
}

export const LIST_FILTERS = ['attention', 'online', 'offline', 'never'] as const
export type ListFilter = (typeof LIST_FILTERS)[number]

const SORT_COLUMNS = ['name', 'state', 'cpu', 'memory', 'volume', 'uptime', 'seen'] as const
export type SortColumn = (typeof SORT_COLUMNS)[number]

/** Columns whose first click shows the largest first. */
const LARGEST_FIRST: ReadonlySet<SortColumn> = new Set(['cpu', 'memory', 'volume', 'uptime', 'seen'])

const FIND_LIMIT = 100

/** Reads the view from the address; what it does not know it leaves at the default. */
export function readListState(query: Record<string, string>): ListState {
  const sort = SORT_COLUMNS.find(column => column === query['sort']) ?? null
  return {
    find: (query['find'] ?? '').slice(0, FIND_LIMIT),
    state: LIST_FILTERS.find(filter => filter === query['state']) ?? null,
    sort,
    descending: sort !== null && query['order'] === 'down',
  }
}

/** The address of a view, with nothing in it that is at its default. */
export function listAddress(path: string, { find, state, sort, descending }: ListState): string {
  const query = new URLSearchParams()
  if (state !== null) query.set('state', state)
  if (find !== '') query.set('find', find)
  if (sort !== null) query.set('sort', sort)
  if (sort !== null && descending) query.set('order', 'down')
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** The view after a click on a column's head: by it, then the other way round, then back to the default order. */
export function sortedBy(view: ListState, column: SortColumn): ListState {
  const first = LARGEST_FIRST.has(column)
  if (view.sort !== column) return { ...view, sort: column, descending: first }
  if (view.descending === first) return { ...view, descending: !first }
  return { ...view, sort: null, descending: false }
}
