import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import type { EnrolledDevice } from './enrolled.ts'
import type { FleetReport, FleetTask } from './fleet-process.ts'

/** New connections a second while a fleet starts. */
const STARTS_PER_SECOND = 400
const LOOK_EVERY_MS = 100

export interface FleetOptions {
  address: string
  devices: EnrolledDevice[]
  /** PEM of the collector's own authority; null without TLS. */
  authority?: string | null
}

/** Starts the process in which a fleet of agents lives. */
export function startFleet({ address, devices, authority = null }: FleetOptions) {
  const child = fork(join(import.meta.dirname, 'fleet-process.ts'), { stdio: ['ignore', 2, 2, 'ipc'] })
  const ask = (task: FleetTask): void => void child.send(task)
  const add = (more: EnrolledDevice[]) =>
    ask({ type: 'start', address, authority, devices: more, perSecond: STARTS_PER_SECOND })
  add(devices)

  async function report(): Promise<FleetReport> {
    ask({ type: 'report' })
    const [answer] = (await once(child, 'message')) as [FleetReport]
    return answer
  }

  return {
    /** Switches on more devices. */
    add,
    report,
    sample: (everyMs: number | null) => ask({ type: 'sample', everyMs }),

    /** Waits until the report is as wanted and answers how long that took, s. */
    async until(wanted: (report: FleetReport) => boolean, withinSeconds: number): Promise<number> {
      const from = performance.now()
      for (;;) {
        const found = await report()
        const seconds = (performance.now() - from) / 1000
        if (wanted(found)) return seconds
        if (seconds > withinSeconds)
          throw new Error(
            `after ${withinSeconds} s ${found.online} agents were online and ${found.waiting} records waited`,
          )
        await pause(LOOK_EVERY_MS)
      }
    },

    async stop(): Promise<void> {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
