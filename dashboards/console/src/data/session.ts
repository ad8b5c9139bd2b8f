import type { Me } from '@forewarn/shared/api.ts'
import { signal } from '@preact/signals'

/** Who is signed in: `undefined` until asked, null when nobody is. */
const current = signal<Me | null | undefined>(undefined)

const lapsed = signal(false)

export const me = () => current.value
/** Whether the last session came to an end that its person did not ask for. */
export const sessionLapsed = () => lapsed.value

export function signedIn(who: Me): void {
  lapsed.value = false
  current.value = who
}

/** Nobody is signed in any more, or is found not to be. */
export function sessionEnded(wanted = false): void {
  lapsed.value = !wanted && (lapsed.peek() || Boolean(current.peek()))
  current.value = null
}
