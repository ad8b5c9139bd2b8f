import type { Reading, Series } from '@forewarn/shared/record.ts'
import { statfs } from 'node:fs/promises'

import type { Files } from '../files.ts'
import { share, whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'
import { localMounts } from './mounts.ts'

export interface VolumeSize {
  bsize: number
  blocks: number
  bfree: number
  bavail: number
}

/** A volume that does not answer is left alone after this long, ms. */
const VOLUME_DEADLINE_MS = 1_000
/** Each volume that hangs holds one of the runtime's four threads; the last one is kept for everything else. */
const MOST_HANGING = 3
/** Windows gives volumes letters; A and B are floppy drives. */
const LETTERS = Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', letter => `${letter}:\\`)

/** Size, space used, and the share used of what users may fill, as `df` counts it. Nulls where the volume has no size. */
export function volumeValues({ bsize, blocks, bfree, bavail }: VolumeSize): [Reading, Reading, Reading] {
  const used = blocks - bfree
  return [whole(blocks * bsize), whole(used * bsize), used + bavail > 0 ? share(used / (used + bavail)) : null]
}

function seriesOf(mountpoint: string): Series[] {
  const attributes = { 'system.filesystem.mountpoint': mountpoint }
  return [
    ['system.filesystem.limit', attributes],
    ['system.filesystem.usage', attributes],
    ['system.filesystem.utilization', attributes],
  ]
}

/** How full the local volumes are. Each is asked in turn with a deadline of its own; one that hangs is not asked again until it answers. */
export function createVolumesSource(
  files: Files,
  platform: NodeJS.Platform = process.platform,
  measure: (mountpoint: string) => Promise<VolumeSize> = statfs,
): Source {
  const hanging = new Set<string>()
  let present = ''
  let series: Series[] = []

  async function measureWithin(mountpoint: string): Promise<VolumeSize | null> {
    if (hanging.has(mountpoint) || hanging.size >= MOST_HANGING) return null
    hanging.add(mountpoint)
    const answer = measure(mountpoint)
      .catch(() => null)
      .finally(() => hanging.delete(mountpoint))
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<null>(resolve => {
      timer = setTimeout(() => resolve(null), VOLUME_DEADLINE_MS)
    })
    try {
      return await Promise.race([answer, deadline])
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    name: 'volumes',
    everyMs: 60_000,
    deadlineMs: 5_000,
    async read(_tick, signal) {
      const mountinfo = files.read('/proc/self/mountinfo')
      let mountpoints = mountinfo === null ? LETTERS : localMounts(mountinfo)
      if (mountinfo === null && platform !== 'win32') mountpoints = ['/']
      const found: [mountpoint: string, values: Reading[]][] = []
      for (const mountpoint of mountpoints) {
        if (signal.aborted) break
        const size = await measureWithin(mountpoint)
        if (size !== null) found.push([mountpoint, volumeValues(size)])
        else if (mountinfo !== null) found.push([mountpoint, [null, null, null]])
      }
      if (found.length === 0) return { absent: 'no local volume' }
      const names = found.map(([mountpoint]) => mountpoint).join('\n')
      if (names !== present) {
        present = names
        series = found.flatMap(([mountpoint]) => seriesOf(mountpoint))
      }
      return { series, values: found.flatMap(([, values]) => values) }
    },
  }
}
