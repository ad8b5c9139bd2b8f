import type { Me } from '@forewarn/shared/api.ts'
import { signal } from '@preact/signals'

/** Who is signed in: `undefined` until asked, null when nobody is. */
const current = signal<Me | null | undefined>(undefined)

export const me = () => current.value
export const signedIn = (who: Me) => void (current.value = who)
export const sessionEnded = () => void (current.value = null)
