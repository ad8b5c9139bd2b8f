import { useEffect, useState } from 'preact/hooks'

import { exchange, RequestFailure } from './http.ts'
import { useResource, type Resource } from './resource.ts'
import { refusalText } from './save.ts'
import { tell } from './toasts.ts'

/** Something that is read whole, changed in a draft, and replaced whole, unless somebody else was first. */
export interface Setting<T> {
  /** What is shown: the draft where there is one, else what the collector holds; undefined until that is read. */
  value: T | undefined
  /** What the collector holds. */
  held: T | undefined
  isDirty: boolean
  busy: boolean
  /** Why it was not taken, in words; `isOvertaken` where somebody else has changed it. */
  fault: string | null
  isOvertaken: boolean
  resource: Pick<Resource<unknown>, 'failure' | 'reload'>
  change(next: T): void
  /** Answers whether it is held now. */
  save(): Promise<boolean>
  /** Drops the draft and shows what is held now. */
  discard(): void
}

interface Held<T> {
  value: T
  version: string | undefined
}

/**
 * The setting at an address of the collector. `done` is said once a change is taken; `bodyOf` makes what is sent where that is not what is read.
 */
export function useSetting<T>(path: string, done: string, bodyOf: (value: T) => unknown = value => value): Setting<T> {
  const resource = useResource(path, signal => exchange<T>(path, { signal }))
  const [saved, setSaved] = useState<Held<T> | null>(null)
  const [draft, setDraft] = useState<Held<T> | null>(null)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<{ text: string; isOvertaken: boolean } | null>(null)
  // What is read later is newer than what was saved before.
  useEffect(() => setSaved(null), [resource.data])
  const held = saved ?? resource.data

  function discard(): void {
    setDraft(null)
    setFault(null)
  }
  return {
    value: draft?.value ?? held?.value,
    held: held?.value,
    isDirty: draft !== null,
    busy,
    fault: fault?.text ?? null,
    isOvertaken: fault?.isOvertaken ?? false,
    resource,
    change(value) {
      if (JSON.stringify(value) === JSON.stringify(held?.value)) discard()
      // A draft belongs to the version it was begun on, so that what was changed since then is not overwritten unseen.
      else setDraft({ value, version: draft === null ? held?.version : draft.version })
    },
    async save() {
      if (draft === null || busy) return false
      setBusy(true)
      try {
        setSaved(await exchange<T>(path, { method: 'PUT', body: bodyOf(draft.value), version: draft.version }))
        discard()
        tell('ok', done)
        return true
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error
        setFault({ text: refusalText(error), isOvertaken: error.code === 'conflict' })
        return false
      } finally {
        setBusy(false)
      }
    },
    discard() {
      discard()
      resource.reload()
    },
  }
}
