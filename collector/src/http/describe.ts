import type { Device, DeviceEvent, Ledger } from '@forewarn/shared/api.ts'
import type { SessionInfo, User } from '@forewarn/shared/people-api.ts'

import type { DeviceRow } from '../store/devices.ts'
import type { LedgerRow } from '../store/ledger.ts'
import type { EventRow } from '../store/readings.ts'
import type { SessionEntry } from '../store/sessions.ts'
import type { UserRow } from '../store/users.ts'

/** Beyond this a device's clock misleads its users: certificates, timetables, sign-ins. */
const CLOCK_OFF_MS = 120_000
/** A disk rolled back is news for a week: then every boot of a restore card has shown it again, or it was an accident. */
const ROLLED_BACK_MS = 7 * 86_400_000

/** A time as the API writes it. */
export function isoTime(time: number): string
export function isoTime(time: number | null): string | null
export function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}

/** The device as everyone sees it: its row, and whether it is here now, which only the gateway knows. */
export function describeDevice(row: DeviceRow, online: boolean, now: number): Device {
  const { clockOffset, rolledBackAt, losing, enrolledAt, lastSeenAt, role, ...rest } = row
  const flags: Device['flags'] = []
  if (clockOffset !== null && Math.abs(clockOffset) > CLOCK_OFF_MS) flags.push('clock-off')
  if (rolledBackAt !== null && now - rolledBackAt < ROLLED_BACK_MS) flags.push('rolled-back')
  if (losing) flags.push('losing-records')
  return {
    ...rest,
    role: role as Device['role'],
    state: online ? 'online' : lastSeenAt === null ? 'never' : 'offline',
    flags,
    enrolledAt: isoTime(enrolledAt),
    lastSeenAt: isoTime(lastSeenAt),
    clockOffsetSeconds: clockOffset === null ? null : clockOffset / 1000,
  }
}

export function describeEvent(row: EventRow): DeviceEvent {
  return {
    ...row,
    id: String(row.id),
    severity: row.severity as DeviceEvent['severity'],
    at: isoTime(row.at),
    sampledAt: isoTime(row.sampledAt),
    receivedAt: isoTime(row.receivedAt),
  }
}

export function describeLedger(row: LedgerRow): Ledger {
  const gaps = row.gaps.map(gap => ({
    ...gap,
    from: isoTime(gap.from),
    to: isoTime(gap.to),
    reason: gap.reason as Ledger['gaps'][number]['reason'],
  }))
  return { ...row, gaps }
}

export function describeUser(row: UserRow): User {
  const { createdAt, disabledAt, passwordUntil, lastSeenAt, ...rest } = row
  return {
    ...rest,
    createdAt: isoTime(createdAt),
    disabledAt: isoTime(disabledAt),
    passwordUntil: isoTime(passwordUntil),
    lastSeenAt: isoTime(lastSeenAt),
  }
}

/** `current` is what the asking session is listed under. */
export function describeSession(row: SessionEntry, current: string | null): SessionInfo {
  const { createdAt, seenAt, expiresAt, ...rest } = row
  return {
    ...rest,
    createdAt: isoTime(createdAt),
    seenAt: isoTime(seenAt),
    expiresAt: isoTime(expiresAt),
    current: row.id === current,
  }
}
