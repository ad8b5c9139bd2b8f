import { onTestFinished } from 'vitest'

import { launchCollector, type CollectorOptions, type CollectorProcess } from './launch-collector.ts'

/** Starts a collector as a process of its own; it is ended with the test at the latest. */
export function spawnCollector(options: CollectorOptions): CollectorProcess {
  const collector = launchCollector(options)
  onTestFinished(collector.kill)
  return collector
}

/** Starts a collector process and waits until it listens. */
export async function startCollectorProcess(
  options: CollectorOptions,
): Promise<CollectorProcess & Awaited<CollectorProcess['ready']>> {
  const collector = spawnCollector(options)
  return { ...collector, ...(await collector.ready) }
}
