import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import type { EnrolledDevice } from './enrolled.ts'
import type { FleetReport, FleetTask } from './fleet-process.ts'

/** New connections a second while a fleet starts, unless told otherwise. */
const STARTS_PER_SECOND = 400
const LOOK_EVERY_MS = 100

export interface FleetOptions {
  address: string
  devices: EnrolledDevice[]
  /** PEM of the collector's own authority; null without TLS. */
  authority?: string | null
  startsPerSecond?: number
}

/** Starts the process in which a fleet of agents lives. */
export function startFleet(options: FleetOptions) {
  const { address, devices, authority = null, startsPerSecond = STARTS_PER_SECOND } = options
  const child = fork(join(import.meta.dirname, 'fleet-process.ts'), { stdio: ['ignore', 2, 2, 'ipc'] })
  const ask = (task: FleetTask): void => void child.send(task)
  ask({ type: 'start', address, authority, devices, perSecond: startsPerSecond })

  async function report(): Promise<FleetReport> {
    ask({ type: 'report' })
    const [answer] = (await once(child, 'message')) as [FleetReport]
    return answer
  }

  return {
    report,
    sample: (everyMs: number | null) => ask({ type: 'sample', everyMs }),

    /** Waits until the report is as wanted; false where it is not within the time. */
    async until(wanted: (report: FleetReport) => boolean, withinSeconds: number): Promise<boolean> {
      const deadline = performance.now() + withinSeconds * 1000
      for (;;) {
        if (wanted(await report())) return true
        if (performance.now() > deadline) return false
        await pause(LOOK_EVERY_MS)
      }
    },

    async stop(): Promise<void> {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
