import type { Reading, Series } from '@forewarn/shared/record.ts'

import type { Files } from '../files.ts'
import { ratio, seconds, share, whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

/** What the kernel has counted for one disk since it appeared. Times are milliseconds. */
export interface DiskCounters {
  reads: number
  sectorsRead: number
  readingMs: number
  writes: number
  sectorsWritten: number
  writingMs: number
  /** Operations under way at this moment. */
  inFlight: number
  busyMs: number
  /** The time of every operation added up. */
  weightedMs: number
}

/** More disks than a terminal has; a storage server's must not fill a sample. */
const MOST_DISKS = 16
/** A card reader's slot is a disk without size until a card is put in; so often that is looked at again, ms. */
const CHOOSE_EVERY_MS = 60_000
/** A sector of the kernel's counters is 512 bytes whatever the disk's own is (Documentation/block/stat.rst). */
const SECTOR_BYTES = 512
/** The kernel prints its milliseconds as unsigned int (Documentation/admin-guide/iostats.rst): they begin anew after 49.7 days. */
const MS_WRAP = 2 ** 32
/** A disk busy for so many times the time that passed was not measured over that time. */
const MOST_BUSY = 2

/** Optical drives, floppy drives, the boot parts of an eMMC, and the single paths to an NVMe namespace, which is listed itself. */
const NO_DISK = /^(sr|fd)\d|^mmcblk\d+(boot|rpmb|gp)|^nvme\d+c\d+n\d/

/** Lines of what is made of memory, of files, or of other disks: many on some machines, and none of them a disk. */
const MADE_UP = /^ *\d+ +\d+ +(loop|ram|zram|dm-|md)\d/

/** The lines of /proc/diskstats by kernel name; the fields are those of Documentation/admin-guide/iostats.rst. */
export function parseDiskstats(text: string): Map<string, DiskCounters> {
  const disks = new Map<string, DiskCounters>()
  for (const line of text.split('\n')) {
    if (MADE_UP.test(line)) continue
    const [, , name, ...columns] = line.trim().split(/\s+/)
    const fields = columns.slice(0, 11).map(Number)
    if (name === undefined || fields.length < 11 || !fields.every(field => field >= 0)) continue
    disks.set(name, {
      reads: fields[0]!,
      sectorsRead: fields[2]!,
      readingMs: fields[3]!,
      writes: fields[4]!,
      sectorsWritten: fields[6]!,
      writingMs: fields[7]!,
      inFlight: fields[8]!,
      busyMs: fields[9]!,
      weightedMs: fields[10]!,
    })
  }
  return disks
}

/** Busy share, seconds an operation took, and operations waiting, since the reading before. Null where there is nothing to compare with. */
export function diskLoad(
  before: DiskCounters | undefined,
  after: DiskCounters,
  elapsedMs: number,
): [busy: Reading, latency: Reading, queue: Reading] {
  if (before === undefined || elapsedMs <= 0) return [null, null, null]
  const operations = after.reads - before.reads + (after.writes - before.writes)
  // A disk that went away and came back under the same name counts anew; so long a counter of operations does not wrap.
  const restarted =
    after.reads < before.reads ||
    after.writes < before.writes ||
    after.sectorsRead < before.sectorsRead ||
    after.sectorsWritten < before.sectorsWritten
  const busy = passed(before.busyMs, after.busyMs) / elapsedMs
  if (restarted || busy > MOST_BUSY) return [null, null, null]
  // The kernel adds an operation's time when it completes; where none did, as on a disk that hangs, those under way are the queue.
  if (operations === 0) return [share(busy), null, whole(after.inFlight)]
  const spent = passed(before.readingMs, after.readingMs) + passed(before.writingMs, after.writingMs)
  const queue = passed(before.weightedMs, after.weightedMs) / elapsedMs
  return [share(busy), seconds(spent / operations, 5), ratio(queue)]
}

function passed(before: number, after: number): number {
  return after >= before ? after - before : after - before + MS_WRAP
}

function seriesOf(name: string): Series[] {
  const disk = { 'system.device': name }
  const each = (metric: string): Series[] =>
    ['read', 'write'].map(direction => [metric, { ...disk, 'disk.io.direction': direction }])
  return [
    ...each('system.disk.io'),
    ...each('system.disk.operations'),
    ['forewarn.disk.utilization', disk],
    ['forewarn.disk.latency', disk],
    ['forewarn.disk.queue', disk],
  ]
}

/** How busy the physical disks are, from /proc; partitions and what is put together of disks (RAID, LVM) would count everything twice. */
export function createDisksSource(files: Files): Source {
  let before = new Map<string, DiskCounters>()
  let beforeUp = 0
  let present = ''
  let chosenUp = 0
  let chosen: string[] = []
  let seen = false
  let series: Series[] = []
  return {
    name: 'disks',
    everyMs: null,
    deadlineMs: 2_000,
    read({ up }) {
      const text = files.read('/proc/diskstats')
      if (text === null) return { absent: 'no disk counters without /proc' }
      const disks = parseDiskstats(text)
      const names = [...disks.keys()].join(' ')
      if (names !== present || up - chosenUp >= CHOOSE_EVERY_MS) {
        present = names
        chosenUp = up
        const next = [...disks.keys()].filter(name => isDisk(name, files)).slice(0, MOST_DISKS)
        if (next.join(' ') !== chosen.join(' ')) series = next.flatMap(seriesOf)
        chosen = next
      }
      const values = chosen.flatMap(name => {
        const now = disks.get(name)!
        return [
          whole(now.sectorsRead * SECTOR_BYTES),
          whole(now.sectorsWritten * SECTOR_BYTES),
          whole(now.reads),
          whole(now.writes),
          ...diskLoad(before.get(name), now, up - beforeUp),
        ]
      })
      before = disks
      beforeUp = up
      seen ||= chosen.length > 0
      return seen ? { series, values } : { absent: 'no physical disk' }
    },
  }
}

/** A whole disk with hardware behind it, and a medium in it. The kernel writes `/` in a name as `!` in sysfs. */
function isDisk(name: string, files: Files): boolean {
  if (NO_DISK.test(name) || name.includes('..')) return false
  const folder = `/sys/block/${name.replaceAll('/', '!')}`
  return files.exists(`${folder}/device`) && files.read(`${folder}/size`)?.trim() !== '0'
}
