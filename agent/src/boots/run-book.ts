import type { Clue } from '@forewarn/shared/evidence/boot-clues.ts'
import type { Boot } from '@forewarn/shared/evidence/boots.ts'

/** What the agent knows of one boot of the machine by having run in it. */
export interface BootPage {
  /** The kernel's id of the boot. */
  id: string
  /** By the machine's wall clock, ms; early in a boot it may be wrong. */
  at: number
  /** When the boot was, by the system's own book of logins: by this its record is found again, whatever the clock said. Null where there is none. */
  loginBookAt: number | null
  /** When the agent was last seen running in it, ms. */
  seenAt: number | null
  /**
   * How the agent's last run in it ended. `stopped`: in order, while the system went on; `shutdown`: in order, because the system went
   * down; `cut`: neither; `running`: not yet.
   */
  end: 'running' | 'stopped' | 'shutdown' | 'cut'
  /** Whether the boot was reported. */
  told: boolean
}

/** The agent's own book of its runs, kept in the spool. */
export interface RunBook {
  /** Of the agent that last ran; null before the first. */
  version: string | null
  /** Oldest first; the last is the newest boot in which the agent ran. */
  boots: BootPage[]
}

/** How the last run on this spool ended, as the spool itself knows it. */
export interface LastRun {
  previous: 'clean' | 'unclean' | 'unknown'
  rebooted: boolean | null
  lastSeenAt: number | null
}

/** Boots may end before the agent comes to report them; of more than so many in a row, the oldest are forgotten. */
const MOST_BOOTS = 16

/** The book as it was remembered; an empty one where there is none or it makes no sense. */
export function parseRunBook(text: string | null): RunBook {
  try {
    const { version, boots } = JSON.parse(text ?? '') as RunBook
    if ((version === null || typeof version === 'string') && Array.isArray(boots) && boots.every(isPage))
      return { version, boots }
  } catch {
    // What cannot be read is begun anew.
  }
  return { version: null, boots: [] }
}

function isPage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { id, at, loginBookAt, seenAt, end, told } = value as Record<keyof BootPage, unknown>
  const isTime = (time: unknown): boolean => time === null || Number.isFinite(time)
  const isEnd = end === 'running' || end === 'stopped' || end === 'shutdown' || end === 'cut'
  return (
    typeof id === 'string' &&
    Number.isFinite(at) &&
    isTime(loginBookAt) &&
    isTime(seenAt) &&
    isEnd &&
    typeof told === 'boolean'
  )
}

/** The book when a run begins: the page of the last run is closed, and another boot gets a page of its own. */
export function beginRun(
  book: RunBook,
  now: { version: string; boot: Pick<BootPage, 'id' | 'at' | 'loginBookAt'>; lastRun: LastRun },
): RunBook {
  const { version, boot, lastRun } = now
  const boots = book.boots.map((page, i): BootPage => (i < book.boots.length - 1 ? page : closed(page, lastRun)))
  const last = boots.at(-1)
  if (last?.id === boot.id) boots[boots.length - 1] = { ...last, end: 'running' }
  else boots.push({ ...boot, seenAt: null, end: 'running', told: false })
  return { version, boots: boots.slice(-MOST_BOOTS) }
}

function closed(page: BootPage, { previous, lastSeenAt }: LastRun): BootPage {
  const seenAt = lastSeenAt ?? page.seenAt
  // That the system went down was remembered on purpose, so it counts even where the agent did not come to its own end after it.
  if (page.end === 'shutdown') return { ...page, seenAt }
  return { ...page, seenAt, end: previous === 'clean' ? 'stopped' : 'cut' }
}

/** The book with another end on its newest page. */
export function endRun(book: RunBook, end: BootPage['end']): RunBook {
  return { ...book, boots: book.boots.map((page, i) => (i === book.boots.length - 1 ? { ...page, end } : page)) }
}

/** The book when all its boots are reported: the newest page is all that is still needed. */
export function allTold(book: RunBook): RunBook {
  return { ...book, boots: book.boots.slice(-1).map(page => ({ ...page, told: true })) }
}

/**
 * Of the boots that all evidence together shows, those to be reported, the newest one last: everything after the last boot that was
 * reported, and on the first start of all the newest alone.
 */
export function untoldOf(boots: readonly Boot[], { boots: pages }: RunBook): Boot[] {
  const [first] = pages
  const last = boots.findIndex(({ id }) => id === pages.at(-1)?.id)
  const known = boots.findIndex(({ id }) => id === first?.id)
  const from = pages.length === 1 ? last : first?.told === true ? known + 1 : known
  return boots
    .slice(from, last + 1)
    .filter(({ resumed }) => !resumed)
    .slice(-MOST_BOOTS)
}

/** What the book tells of boots and stops. `at` is the newest boot's time as it is known now. */
export function markClues({ boots }: RunBook, at: number): Clue[] {
  return boots.flatMap((page, i): Clue[] => {
    const own = { from: 'mark', boot: page.id } as const
    const isNow = i === boots.length - 1
    const boot: Clue = { ...own, at: isNow ? at : page.at, tells: 'boot', kind: 'cold' }
    if (isNow) return [boot]
    const seenAt = page.seenAt ?? page.at
    switch (page.end) {
      case 'shutdown':
        return [boot, { ...own, at: seenAt, tells: 'shutdown' }]
      case 'stopped':
        return [boot, { ...own, at: seenAt, tells: 'blind' }]
      case 'cut':
      case 'running':
        return [boot, { ...own, at: seenAt, tells: 'alive' }]
    }
  })
}
