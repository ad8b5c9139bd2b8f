import { createDiskBook, diskOf, type DiskRole } from '@forewarn/shared/evidence/disk-book.ts'

import type { Files } from '../files.ts'

const BLOCK = '/sys/class/block'
/** A volume may lie on another, as an encrypted one on a partition; deeper than this nobody builds. */
const DEEPEST = 4
/** Disks remembered after they are gone. */
const MOST = 64

/**
 * What a device that the kernel names is to this machine, whatever it names: a disk, a partition, a volume on one (`dm-0`), a link (`ata1`),
 * a controller (`nvme0`) or an address (`6:0:0:0`). Where sysfs no longer knows a device, what it was when last seen counts, then what the
 * log told of it.
 */
export function createDiskRoles(files: Files) {
  const book = createDiskBook()
  /** Where each whole disk hangs, as its path below /sys/devices. */
  const places = new Map<string, string>()
  let system = new Set<string>()

  /** Takes over what sysfs knows now; what it knew before stays. */
  function refresh(): void {
    for (const name of files.list(BLOCK)) {
      if (diskOf(name) !== name || /^(?:loop|ram|zram|dm-|md)/.test(name)) continue
      const place = files.link(`${BLOCK}/${name}`)
      if (place === null) continue
      places.delete(name)
      places.set(name, place)
      if (places.size > MOST) places.delete(places.keys().next().value!)
    }
    const root = rootDevice(files)
    const found = root === null ? [] : disksUnder(root)
    if (found.length > 0) system = new Set(found)
  }

  function disksUnder(device: string, depth = 0): string[] {
    const lower = depth < DEEPEST ? files.list(`${BLOCK}/${device}/slaves`) : []
    return lower.length === 0 ? [diskOf(device)] : lower.flatMap(name => disksUnder(name, depth + 1))
  }

  /** The disks a name stands for: by name, by what lies under it, or by its link, controller or address on the way to the disk. */
  function disksOf(device: string): string[] {
    const own = disksUnder(device).filter(disk => places.has(disk))
    if (own.length > 0) return own
    return [...places].filter(([, place]) => place.includes(`/${device}/`)).map(([disk]) => disk)
  }

  return {
    /** Learns from a message of the kernel; a new disk is looked at while it is there. */
    learn(message: string): void {
      book.learn(message)
      if (/^sd \S+ \[\w+\] Attached SCSI|^ ?nvme\d+n\d+: p\d|^mmcblk\d: mmc/.test(message)) refresh()
    },
    refresh,
    roleOf(device: string): DiskRole {
      if (/^sr\d/.test(device)) return 'optical'
      refresh()
      const disks = disksOf(device)
      if (disks.some(disk => system.has(disk))) return 'system'
      if (book.isUsb(device) === true || disks.some(disk => places.get(disk)!.includes('/usb'))) return 'usb'
      return disks.length > 0 || book.isUsb(device) === false ? 'data' : 'unknown'
    },
  }
}

export type DiskRoles = ReturnType<typeof createDiskRoles>

/** The block device that holds `/`, by number, or by name where the file system has a number of its own, as btrfs; null for none. */
function rootDevice(files: Files): string | null {
  const mountinfo = files.read('/proc/self/mountinfo') ?? ''
  for (const line of mountinfo.split('\n').toReversed()) {
    const [, , number, , mountpoint] = line.split(' ')
    if (mountpoint !== '/') continue
    const place = files.link(`/sys/dev/block/${number}`)
    if (place !== null) return place.slice(place.lastIndexOf('/') + 1)
    const source = line.slice(line.indexOf(' - ')).split(' ')[3] ?? ''
    return /^\/dev\/([\w-]+)$/.exec(source)?.[1] ?? null
  }
  return null
}
