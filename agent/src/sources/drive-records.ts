import type { DriveReading } from '@forewarn/shared/evidence/drive-reading.ts'
import { reasonInWords, type DriveVerdict } from '@forewarn/shared/evidence/drive-verdict.ts'
import type { InventoryBody, Reading, Series } from '@forewarn/shared/record.ts'

import { share } from '../sampler/round.ts'
import type { BlockDrive } from './block-drives.ts'

/** Attributes worth a history, by number, with one name for all makers: those that foretell failure, and those that explain it. */
const ATTRIBUTES: ReadonlyMap<number, string> = new Map([
  [5, 'Reallocated Sectors'],
  [10, 'Spin Retries'],
  [184, 'End-to-End Errors'],
  [187, 'Reported Uncorrectable Errors'],
  [188, 'Command Timeouts'],
  [196, 'Reallocation Events'],
  [197, 'Pending Sectors'],
  [198, 'Offline Uncorrectable Sectors'],
])
const CRC_ERRORS = 199
const TEXT_LENGTH = 400

/**
 * The numbers of a drive and what they are called. Names and attributes are OpenTelemetry's (physical disk metrics): endurance is the
 * share that is left, and the types of errors are its examples. What a drive does not have is not listed.
 */
export function driveColumns(drive: string, reading: DriveReading, { verdict }: DriveVerdict): [Series, Reading][] {
  const id = { 'hw.id': drive }
  const { temperature, temperatureWarning, temperatureCritical, powerOnHours, enduranceUsed, spare, loggedErrors } =
    reading
  const smart = (name: string): Series => [
    'hw.physical_disk.smart',
    { ...id, 'hw.physical_disk.smart_attribute': name },
  ]
  const errors = (type: string): Series => ['hw.errors', { ...id, 'hw.type': 'physical_disk', 'error.type': type }]
  const limit = (type: string): Series => ['hw.temperature.limit', { ...id, 'hw.limit_type': type }]
  const columns: [Series, Reading][] = [
    [['forewarn.drive.healthy', id], verdict === 'unknown' ? null : Number(verdict === 'healthy')],
    [['forewarn.drive.power_on', id], powerOnHours === null ? null : powerOnHours * 3600],
    [['hw.temperature', id], temperature],
  ]
  if (temperatureWarning !== null) columns.push([limit('high.degraded'), temperatureWarning])
  if (temperatureCritical !== null) columns.push([limit('high.critical'), temperatureCritical])
  if (enduranceUsed !== null)
    columns.push([['hw.physical_disk.endurance_utilization', id], share(Math.max(0, 1 - enduranceUsed))])
  if (spare !== null) columns.push([smart('Available Spare'), spare])
  if (loggedErrors !== null) columns.push([errors('logged'), loggedErrors])
  switch (reading.health?.kind) {
    case 'ata':
      for (const { id, count } of reading.health.attributes) {
        const name = ATTRIBUTES.get(id)
        if (name !== undefined) columns.push([smart(name), count])
        if (id === CRC_ERRORS) columns.push([errors('crc'), count])
      }
      break
    case 'nvme':
      columns.push(
        [errors('uncorrected'), reading.health.mediaErrors],
        [smart('Unsafe Shutdowns'), reading.health.unsafeShutdowns],
      )
      break
    case 'scsi':
      columns.push(
        [errors('uncorrected'), reading.health.uncorrectedErrors],
        [errors('bad_sector'), reading.health.grownDefects],
      )
      break
    case undefined:
  }
  return columns
}

/** What a drive is and what is thought of it. Its serial number tells spare parts apart; that of a portable drive is its owner's business. */
export function driveFacts(
  drive: string,
  reading: DriveReading,
  verdict: DriveVerdict,
  portable: boolean,
): InventoryBody {
  const { model, serial, firmware, bytes, rotation, health, selfTests } = reading
  return {
    subject: `drive:${drive}`,
    facts: {
      model,
      serial: portable ? null : serial,
      firmware,
      bytes,
      rotation,
      protocol: health?.kind ?? null,
      verdict: verdict.verdict,
      evidence: verdict.level,
      reasons: verdict.reasons.map(reasonInWords).join('; ').slice(0, TEXT_LENGTH) || null,
      advice: verdict.advice.join(' ') || null,
      selfTest: selfTests.running ? 'running' : selfTests.last,
    },
  }
}

const WAYS = {
  usb: 'a USB bridge hides it',
  virtual: 'a virtual disk has none',
  card: 'eMMC and SD cards have none',
} as const

/** A drive of which nothing is to be learnt: that it is there, and that nobody knows how it is. */
export function hiddenFacts({ name, model, bytes, way }: BlockDrive, message: string): InventoryBody {
  const why =
    way === null ? message || 'smartctl does not see it: behind a RAID controller, Intel RST or VMD?' : WAYS[way]
  return {
    subject: `drive:${name}`,
    facts: { model, bytes, verdict: 'unknown', evidence: 'none', note: `no SMART: ${why}`.slice(0, TEXT_LENGTH) },
  }
}
