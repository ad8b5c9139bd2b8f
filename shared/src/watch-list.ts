import { CONFIG_LIMITS, PERIPHERAL_KINDS, WATCH_RULES, type AgentConfig, type PeripheralKind } from './protocol.ts'

/** What an agent is told to watch beside what it watches anyway, and when lessons are held. */
export type WatchList = Pick<AgentConfig, 'classHours' | 'watchedPrograms' | 'requiredPeripherals' | 'peers'>

/**
 * Reads the lists of a configuration. Entries that are not well formed are left out, and so is what exceeds `CONFIG_LIMITS`: a
 * newer collector must be able to say more than an older agent understands.
 */
export function readWatchList(given: Record<string, unknown>): WatchList {
  return {
    classHours: entries(given['classHours'], CONFIG_LIMITS.classHours, value => {
      if (!Array.isArray(value) || !value.every(Number.isFinite)) return null
      const [from, to] = value as number[]
      return from !== undefined && to !== undefined && from < to ? [from, to] : null
    }),
    watchedPrograms: entries(given['watchedPrograms'], CONFIG_LIMITS.programs, value => {
      const { name, executables } = fieldsOf(value)
      const known = entries(executables, CONFIG_LIMITS.executables, one =>
        isText(one) && WATCH_RULES.executable.test(one) ? one : null,
      )
      return isText(name) && known.length > 0 ? { name, executables: known } : null
    }),
    requiredPeripherals: entries(given['requiredPeripherals'], CONFIG_LIMITS.peripherals, value => {
      const { name, kind, usbId } = fieldsOf(value)
      if (!isText(name) || !isPeripheralKind(kind)) return null
      return { name, kind, usbId: typeof usbId === 'string' && WATCH_RULES.usbId.test(usbId) ? usbId : null }
    }),
    peers: entries(given['peers'], CONFIG_LIMITS.peers, value => {
      const { name, host, port } = fieldsOf(value)
      if (!isText(name) || typeof host !== 'string' || !WATCH_RULES.host.test(host)) return null
      return { name, host, port: isPort(port) ? port : WATCH_RULES.defaultPort }
    }),
  }
}

function entries<T>(given: unknown, most: number, read: (value: unknown) => T | null): T[] {
  if (!Array.isArray(given)) return []
  return given
    .map(read)
    .filter(entry => entry !== null)
    .slice(0, most)
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

export function isText(value: unknown): value is string {
  return (
    typeof value === 'string' && value.trim() !== '' && value.length <= WATCH_RULES.textLength && value.isWellFormed()
  )
}

export function isPeripheralKind(value: unknown): value is PeripheralKind {
  return (PERIPHERAL_KINDS as readonly unknown[]).includes(value)
}

export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536
}
