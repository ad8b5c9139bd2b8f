/** `saved`: shut down with the kernel's session saved for a fast startup. */
export type SleepKind = 'sleep' | 'hibernate' | 'saved'

/** SYSTEM_POWER_STATE of the WDK: 2 to 4 are sleep, 5 is hibernation, 6 is off, for which a fast startup saves the kernel's session. */
const HIBERNATE = 5
const OFF = 6

/** What a SYSTEM_POWER_STATE is to us. */
export function sleepKindOf(state: number): SleepKind {
  return state === OFF ? 'saved' : state === HIBERNATE ? 'hibernate' : 'sleep'
}
