import type { Mark } from './marks.ts'

/** A mark that tells a certain thing. */
export type Of<T extends Mark['tells']> = Extract<Mark, { tells: T }>

/** Marks by what they tell, each told once. */
export class Told {
  readonly #marks = new Map<Mark['tells'], Mark>()

  add(mark: Mark): void {
    this.#marks.set(mark.tells, mark)
  }

  get<T extends Mark['tells']>(tells: T): Of<T> | undefined {
    return this.#marks.get(tells) as Of<T> | undefined
  }

  has(...any: readonly Mark['tells'][]): boolean {
    return any.some(tells => this.#marks.has(tells))
  }

  all(): Mark[] {
    return [...this.#marks.values()]
  }
}

/** One run of the machine as the log tells it, from its start to its end. */
export interface Session {
  /** When it began, ms; null for the end of a run whose start lies before the log. */
  at: number | null
  /** What was told at its start. */
  start: Told
  /** What was told of its end. */
  end: Told
  /** Sleep and clocks in between, in order. */
  between: Mark[]
  /** The time of its last event, ms. */
  lastSeen: number | null
}

export function emptySession(at: number | null): Session {
  return { at, start: new Told(), end: new Told(), between: [], lastSeen: null }
}

/** Whether the kernel went on from where it was saved, by a fast startup or out of hibernation, instead of starting anew. */
export function isResumed({ start }: Session): boolean {
  const type = start.get('boot-type')?.type
  return type === 1 || type === 2
}
