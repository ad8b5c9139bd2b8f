import type { Latest, LiveReadings } from '@forewarn/shared/api.ts'
import { signal } from '@preact/signals'

import { mergeReadings } from '../model/readings.ts'

/** The newest readings of the one device that is being looked at. */
const held = signal<LiveReadings | null>(null)
const NONE: readonly Latest[] = []

/** Takes in readings, read or pushed; those of another device than the one held take its place. */
export function takeReadings(update: LiveReadings): void {
  const before = held.peek()
  held.value =
    before?.deviceId === update.deviceId
      ? { ...update, readings: mergeReadings(before.readings, update.readings) }
      : update
}

export const latestReadings = (deviceId: string): readonly Latest[] =>
  held.value?.deviceId === deviceId ? held.value.readings : NONE
