import type { WindowsEvent } from '../event.ts'
import { dataOf, isSet, isTrue, numberOf } from '../fields.ts'
import { sleepKindOf, type SleepKind } from './sleep-kind.ts'

/** What Kernel-Power 41 says of the run before. */
export interface Dirty {
  /** The stop code; 0 where there was no crash or it is not known. */
  code: number
  parameters: string[]
  /** The power button was pressed in the run before, be it shortly; when, where that is a time. */
  pressed: boolean
  pressedAt: number | null
  /** The button was pressed so long that it cuts the power. */
  held: boolean
  /** What the machine was on its way into or out of. */
  during: SleepKind | null
  /** What was saved could not be used again. */
  resumeFailed: boolean
}

/** A record that was made of a crash. */
export interface Bugcheck {
  code: number | null
  parameters: string[]
  /** The record's own id, which a copy of it bears too. */
  report: string | null
}

/** 100 ns intervals from 1601, where Windows counts from, to 1970; ms. */
const EPOCH_MS = 11_644_473_600_000

/** The stop code is decimal here, its parameters are hexadecimal. Before Windows 8 there is no more than these and SleepInProgress. */
export function dirtyOf(event: WindowsEvent): Dirty {
  const pressed = dataOf(event, 'PowerButtonTimestamp', 6)
  const pressedAt = /^\d{18}$/.test(pressed ?? '') ? Math.round(Number(pressed) / 10_000) - EPOCH_MS : 0
  const state = numberOf(event, 'SleepInProgress', 5) ?? 0
  return {
    code: numberOf(event, 'BugcheckCode', 0) ?? 0,
    parameters: [1, 2, 3, 4].map(i => hexOf(dataOf(event, `BugcheckParameter${i}`, i))),
    pressed: isSet(pressed),
    pressedAt: pressedAt > 0 ? pressedAt : null,
    held: isTrue(event, 'LongPowerButtonPressDetected'),
    // Windows 7 says true or false.
    during: isTrue(event, 'SleepInProgress') ? 'sleep' : state === 0 ? null : sleepKindOf(state),
    resumeFailed: isSet(dataOf(event, 'BootAppStatus', 7)),
  }
}

/** `0x00000124 (0x0000000000000010, …)`: code and parameters in one field, in every language. */
export function bugcheckOf(event: WindowsEvent): Bugcheck {
  const text = dataOf(event, 'param1', 0) ?? ''
  const [code, ...parameters] = text.slice(0, 200).match(/0x[\da-f]{1,16}/gi) ?? []
  const report = dataOf(event, 'param3', 2)?.slice(0, 64) ?? ''
  return {
    code: code === undefined ? null : Number(code),
    parameters: parameters.slice(0, 4).map(hexOf),
    report: report === '' ? null : report,
  }
}

function hexOf(text: string | null): string {
  const digits = /^0x([\da-f]{1,16})$/i.exec(text?.trim() ?? '')?.[1]
  return digits === undefined ? '0x0' : `0x${digits.toLowerCase().replace(/^0+(?=.)/, '')}`
}

/** Where the second SYSTEMTIME of 6008's bytes begins; the first is the same moment in local time. Eight numbers of two bytes, hex. */
const UTC_AT = 32
const SYSTEMTIME_LENGTH = 32

/** The texts of 6008 are local and hold direction marks; its bytes say the same in UTC. */
export function lastAliveOf(binary: string | null): number | null {
  const hex = binary?.slice(UTC_AT, UTC_AT + SYSTEMTIME_LENGTH) ?? ''
  if (!/^[\da-f]{32}$/i.test(hex)) return null
  const part = (i: number): number => Number.parseInt(hex.slice(i * 4 + 2, i * 4 + 4) + hex.slice(i * 4, i * 4 + 2), 16)
  const at = Date.UTC(part(0), part(1) - 1, part(3), part(4), part(5), part(6), part(7))
  return part(0) < 1970 || part(1) < 1 || part(1) > 12 ? null : at
}
