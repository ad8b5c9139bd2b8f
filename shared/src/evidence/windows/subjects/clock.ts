import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf, timeOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'

/** A shift smaller than this is the time service at work, ms. The agent's own watch of the clock has the same limit. */
const JUMP_MS = 2_000
/** Reasons that Kernel-General 1 gives: the clock was read from the hardware, as after every sleep; a time zone was set. */
const FROM_HARDWARE = 2
const TIME_ZONE = 3

/** A clock that was set (Kernel-General 1, Time-Service 52). That it went on while the machine slept is no jump. */
export const CLOCK: Rules = {
  'microsoft-windows-kernel-general': event => (event.id === 1 ? moved(event) : null),
  'microsoft-windows-time-service': event => (event.id === 52 ? corrected(event) : null),
}

function moved(event: WindowsEvent): WindowsFinding | null {
  const [to, from] = [timeOf(dataOf(event, 'NewTime', 0)), timeOf(dataOf(event, 'OldTime', 1))]
  const reason = numberOf(event, 'Reason', 2)
  if (to === null || from === null || reason === FROM_HARDWARE || reason === TIME_ZONE) return null
  return jump(event, to - from)
}

function corrected(event: WindowsEvent): WindowsFinding | null {
  const seconds = /^-?\d{1,12}$/.exec(dataOf(event, 'TimeOffsetSeconds', 0) ?? '')?.[0]
  return seconds === undefined ? null : jump(event, Number(seconds) * 1_000)
}

function jump(event: WindowsEvent, ms: number): WindowsFinding | null {
  if (Math.abs(ms) <= JUMP_MS) return null
  return findingOf(event, 'clock.jump', 'warning', { seconds: Math.round(ms / 100) / 10 })
}
