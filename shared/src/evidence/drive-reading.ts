/** A condition that an NVMe drive reports by itself (NVM Express base specification, SMART log, critical warning). */
export type NvmeWarning = 'spare' | 'temperature' | 'reliability' | 'read-only' | 'backup' | 'persistent-memory'

/** One attribute of an ATA drive. Normalised values run from 253 down to 1, the lower the worse; what they are made of is the maker's secret. */
export interface SmartAttribute {
  id: number
  /** As smartctl's drive database calls it on this model; where a maker uses the number for something else, the name says so. */
  name: string
  value: number | null
  worst: number | null
  /** At or below it the maker calls the attribute failed; null where there is none (0 can never be reached). */
  threshold: number | null
  /** Whether failing means that the drive is about to fail, and not merely that it is old. */
  prefail: boolean
  failed: 'now' | 'past' | null
  /** The raw value as a count, unpacked where several numbers share it; null where it is no count. */
  count: number | null
  /** The raw value as smartctl prints it. */
  raw: string
}

export interface AtaHealth {
  kind: 'ata'
  attributes: SmartAttribute[]
}

export interface NvmeHealth {
  kind: 'nvme'
  warnings: NvmeWarning[]
  mediaErrors: number | null
  unsafeShutdowns: number | null
}

export interface ScsiHealth {
  kind: 'scsi'
  grownDefects: number | null
  pendingDefects: number | null
  /** Errors that reading, writing and verifying could not correct, together. */
  uncorrectedErrors: number | null
}

/** How the newest self-test that came to an end went, and how a failed one is called that no extended test has disproved since. */
export interface SelfTests {
  running: boolean
  last: 'passed' | 'failed' | 'aborted' | null
  failure: string | null
}

/** What a drive says of itself. Null wherever it, or the way to it, says nothing. */
export interface DriveReading {
  /** The device node smartctl was asked about. */
  device: string
  model: string | null
  /** Tells one spare part from another; for inventory alone. */
  serial: string | null
  firmware: string | null
  bytes: number | null
  /** Revolutions a minute; 0 for a drive without moving parts. */
  rotation: number | null
  /** Degrees Celsius; the limits are the drive's own. */
  temperature: number | null
  temperatureWarning: number | null
  temperatureCritical: number | null
  powerOnHours: number | null
  /** The drive's own word on its health; null also where smartctl only concluded it from the attributes. */
  passed: boolean | null
  health: AtaHealth | NvmeHealth | ScsiHealth | null
  /** Share of the endurance its maker promises that is used up; may exceed one. */
  enduranceUsed: number | null
  /** Shares of spare blocks left and of those below which the drive warns. */
  spare: number | null
  spareLimit: number | null
  selfTests: SelfTests
  /** Entries in the drive's own log of errors since it was made. */
  loggedErrors: number | null
}
