import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'

import { RequestFailure } from './http.ts'

/** What one address holds: its newest answer, and why the last try failed if it did. */
export interface Resource<T> {
  data: T | undefined
  failure: RequestFailure | undefined
  /** The newest answer belongs to another key than the one asked for now. */
  outdated: boolean
  reload(): void
}

const refreshes = signal(0)

/** Has everything on the page read anew: the link was lost and what came meanwhile is not known. */
export const refreshAll = () => void refreshes.value++

/**
 * Reads something while the component lives, again when `key` changes, and every `everyMs` where given. An answer that was
 * overtaken is dropped; the previous one stays until the next has come.
 */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null = null,
): Resource<T> {
  const [held, hold] = useState<{ key: string; data?: T; failure?: RequestFailure }>({ key })
  const [round, setRound] = useState(0)
  const latestLoad = useRef(load)
  latestLoad.current = load
  const refresh = refreshes.value

  useEffect(() => {
    const cut = new AbortController()
    latestLoad
      .current(cut.signal)
      .then(data => !cut.signal.aborted && hold({ key, data }))
      .catch((error: unknown) => {
        if (cut.signal.aborted) return
        if (!(error instanceof RequestFailure)) throw error
        hold(previous => (previous.data === undefined ? { key, failure: error } : { ...previous, failure: error }))
      })
    const timer = everyMs === null ? undefined : setTimeout(() => setRound(n => n + 1), everyMs)
    return () => {
      cut.abort()
      clearTimeout(timer)
    }
  }, [key, round, refresh, everyMs])

  return {
    data: held.data,
    failure: held.failure,
    outdated: held.key !== key,
    reload: () => setRound(n => n + 1),
  }
}
