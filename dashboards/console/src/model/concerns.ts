import type { Device } from '@forewarn/shared/api.ts'

/** A volume or a memory used beyond these shares is called nearly full; the charts draw them as the limit. */
export const LIMITS = { volume: 0.95, memory: 0.92 } as const

/** What a person should look at though the device is online. */
export type Concern = 'volume-full' | 'memory-full' | Device['flags'][number]

/** Every concern, in the order they are told. */
export const CONCERNS: readonly Concern[] = ['volume-full', 'memory-full', 'losing-records', 'clock-off', 'rolled-back']

/** What is of concern about a device now. What the readings say counts only while they are fresh. */
export function concernsOf(device: Device): Concern[] {
  const { fullestVolume, memory } = device.summary
  const fresh = device.state === 'online'
  return CONCERNS.filter(concern => {
    switch (concern) {
      case 'volume-full':
        return fresh && fullestVolume !== null && fullestVolume >= LIMITS.volume
      case 'memory-full':
        return fresh && memory !== null && memory >= LIMITS.memory
      case 'losing-records':
      case 'clock-off':
      case 'rolled-back':
        return device.flags.includes(concern)
    }
  })
}

/**
 * A disk that was put back is told but asks for nothing: with a restore card it happens at every boot, and the data goes on.
 */
export const asksForLook = (concern: Concern): boolean => concern !== 'rolled-back'

/** Whether a person should look at a device. One that never connected is merely expected. */
export const needsLook = (device: Device): boolean => device.state === 'offline' || concernsOf(device).some(asksForLook)
