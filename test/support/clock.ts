import { systemClock, type Clock } from '@forewarn/shared/clock.ts'

/** The real clock with its wall time shifted and its time since boot moved on, as a device's may be. */
export function createTestClock(shift: { wallMs?: number } = {}) {
  let wallMs = shift.wallMs ?? 0
  let passedMs = 0
  const clock: Clock = {
    now: () => systemClock.now() + wallMs + passedMs,
    up: () => systemClock.up() + passedMs,
    precise: () => systemClock.precise() + passedMs,
  }
  return {
    clock,
    /** Time passes on both clocks. */
    advance: (ms: number) => void (passedMs += ms),
    /** Somebody sets the wall clock. */
    setWall: (ms: number) => void (wallMs += ms),
  }
}
