import { signal } from '@preact/signals'

/** Below this the browser's clock is left as it is: the server tells its time in whole seconds. */
const TRUSTED_MS = 2000

let offset = 0
const current = signal(Date.now())

/** The collector's time, in ms, moving once a second while the page is visible. */
export const now = () => current.value

/** The collector's time at this instant, without following it. */
export const instant = () => Date.now() + offset

/** Learns from an answer's `Date` header how far this computer's own clock is from the collector's. */
export function learnServerTime(header: string | null, sentAt: number, receivedAt: number): void {
  const server = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(server)) return
  // The header is cut to whole seconds, so on average it is half a second old.
  const difference = server + 500 - (sentAt + receivedAt) / 2
  offset = Math.abs(difference) > TRUSTED_MS ? difference : 0
}

/** This computer's own clock, for measuring an exchange. */
export const localInstant = () => Date.now()

function tick(): void {
  if (!document.hidden) current.value = instant()
}

/** Starts the second hand. It rests while nobody can see the page. */
export function startClock(): void {
  setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
}
