import type { Finding } from '@forewarn/shared/evidence/finding.ts'

/** A line of a log that was read. */
export interface LogLine {
  /** When it was written by the device's wall clock, ms. */
  at: number
  /** The kernel's own message; null for what programs say. */
  kernelMessage: string | null
  /** What the line says happened; null where it tells of none of the events we know. */
  finding: Finding | null
  /** Where reading goes on after this line, in the follower's own words. */
  position: string
}

/** Lines that were there and cannot be read any more. */
export interface LogGap {
  /** `lost`: the place where reading stopped is gone. `overwritten`: more came than was read in time. `unreadable`: the log is damaged. */
  reason: 'lost' | 'overwritten' | 'unreadable'
  /** How many lines are missing; null where nobody knows. */
  count: number | null
}

/** Takes what a follower reads, in order. */
export interface LogSink {
  line(line: LogLine): void
  gap(gap: LogGap): void
  /** The log can be followed no longer; the follower has stopped by itself. */
  lost(reason: string): void
}

/** One kind of log and how it is followed. */
export interface LogFollower {
  /** Positions are kept under this name. */
  name: 'journal' | 'kmsg' | 'files'
  /** Why the log cannot be followed on this machine, or null where it can. */
  obstacle(): string | null
  /** Follows from a position of its own, or from a bounded piece of the past where there is none. */
  start(from: string | null, sink: LogSink): void
  stop(): void | Promise<void>
}
