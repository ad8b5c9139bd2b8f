import type { Reading, Series } from '@forewarn/shared/record.ts'
import { statfs } from 'node:fs/promises'

import type { Files } from '../files.ts'
import { share, whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'
import { localMounts, type Mount } from './mounts.ts'
import type { Patience } from './patience.ts'
import { createReadOnlyWatch } from './read-only.ts'

export interface VolumeSize {
  bsize: number
  blocks: number
  bfree: number
  bavail: number
  /** Inodes: how many files the volume has room for, and how many are free; none where it makes them as needed, as btrfs and FAT. */
  files: number
  ffree: number
}

/** A volume that does not answer is left alone after this long, ms. */
const VOLUME_DEADLINE_MS = 1_000
/** Windows gives volumes letters; A and B are floppy drives. */
const LETTERS = Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', letter => ({ name: `${letter}:\\`, path: `${letter}:\\` }))

/** Size, space used, and the share used of what users may fill, as `df` counts it. Nulls where the volume has no size. */
export function volumeValues({ bsize, blocks, bfree, bavail }: VolumeSize): [Reading, Reading, Reading] {
  const used = blocks - bfree
  return [whole(blocks * bsize), whole(used * bsize), used + bavail > 0 ? share(used / (used + bavail)) : null]
}

/** The share of inodes used: a volume without free ones takes no more files, however much space it has. */
export function inodesUsed({ files, ffree }: Pick<VolumeSize, 'files' | 'ffree'>): Reading {
  return files > 0 ? share((files - ffree) / files) : null
}

function seriesOf({ name }: { name: string }): Series[] {
  const attributes = { 'system.filesystem.mountpoint': name }
  return [
    ['system.filesystem.limit', attributes],
    ['system.filesystem.usage', attributes],
    ['system.filesystem.utilization', attributes],
  ]
}

function linuxSeriesOf(mount: Mount): Series[] {
  const attributes = { 'system.filesystem.mountpoint': mount.name }
  return [
    ...seriesOf(mount),
    ['forewarn.filesystem.inodes.utilization', attributes],
    ['forewarn.filesystem.readonly', attributes],
  ]
}

function linuxValues({ state }: Mount, size: VolumeSize | null): Reading[] {
  const [limit, usage, utilization] = size === null ? [null, null, null] : volumeValues(size)
  return [limit, usage, utilization, size === null ? null : inodesUsed(size), state === 'writable' ? 0 : 1]
}

/** How full the local volumes are, and whether they take what is written. One that hangs hurts no other: its numbers are null. */
export function createVolumesSource(
  files: Files,
  patience: Patience,
  {
    platform = process.platform,
    measure = statfs,
  }: { platform?: NodeJS.Platform; measure?: (path: string) => Promise<VolumeSize> } = {},
): Source {
  const watchReadOnly = createReadOnlyWatch()
  let mountinfo: string | null = null
  let mounts: Mount[] = []
  let present = ''
  let series: Series[] = []

  function ask(path: string): Promise<VolumeSize | null> {
    return patience.ask(path, () => measure(path), VOLUME_DEADLINE_MS)
  }

  return {
    name: 'volumes',
    everyMs: null,
    deadlineMs: 5_000,
    async read(_tick, signal) {
      const text = files.read('/proc/self/mountinfo')
      if (text !== null) {
        if (text !== mountinfo) {
          mountinfo = text
          mounts = localMounts(text)
          series = mounts.flatMap(linuxSeriesOf)
        }
        const values: Reading[] = []
        for (const mount of mounts) values.push(...linuxValues(mount, signal.aborted ? null : await ask(mount.path)))
        return mounts.length === 0 ? { absent: 'no local volume' } : { series, values, events: watchReadOnly(mounts) }
      }
      const found: [name: string, values: Reading[]][] = []
      for (const { name, path } of platform === 'win32' ? LETTERS : [{ name: '/', path: '/' }]) {
        const size = signal.aborted ? null : await ask(path)
        if (size !== null) found.push([name, volumeValues(size)])
      }
      if (found.length === 0) return { absent: 'no local volume' }
      const names = found.map(([name]) => name).join('\n')
      if (names !== present) series = found.flatMap(([name]) => seriesOf({ name }))
      present = names
      return { series, values: found.flatMap(([, values]) => values) }
    },
  }
}
