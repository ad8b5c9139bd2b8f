import type { Files } from '../files.ts'

/** A drive as the kernel lists it. */
export interface BlockDrive {
  /** What smartctl calls it, without its folder: the controller for NVMe, whose name the kernel extends by the namespace. */
  name: string
  model: string | null
  bytes: number | null
  /** How it is attached, where that explains why nothing is to be learnt of it. */
  way: 'usb' | 'virtual' | 'card' | null
  /** The kernel has put it to sleep; asking would wake it. */
  suspended: boolean
}

/** More drives than a terminal has; a storage server's worth of them must not fill a sample. */
const MOST_DRIVES = 12
/** /sys/block counts in sectors of this size whatever the drive's own are, bytes. */
const SECTOR = 512

/** The drives of this machine that stay in it: no optical drives, floppy disks, sticks and cards, and nothing that software makes up. */
export function listBlockDrives(files: Files): BlockDrive[] {
  const byName = new Map<string, BlockDrive>()
  for (const block of files.list('/sys/block').toSorted()) {
    const folder = `/sys/block/${block}`
    // What software makes up (loop, ram, dm, md, zram) has no device behind it.
    if (!files.exists(`${folder}/device`) || /^(sr|fd|nbd)\d|boot\d$|rpmb$/.test(block)) continue
    if (files.read(`${folder}/removable`)?.trim() === '1') continue
    const name = block.replace(/^(nvme\d+)(c\d+)?n\d+$/, '$1')
    if (byName.has(name)) continue
    const sectors = Number(files.read(`${folder}/size`) ?? Number.NaN)
    byName.set(name, {
      name,
      model: modelOf(files, folder),
      bytes: Number.isInteger(sectors) && sectors > 0 ? sectors * SECTOR : null,
      way: wayOf(files, block),
      suspended: files.read(`${folder}/device/power/runtime_status`)?.trim() === 'suspended',
    })
  }
  return [...byName.values()].slice(0, MOST_DRIVES)
}

function modelOf(files: Files, folder: string): string | null {
  const parts = ['vendor', 'model'].map(file => files.read(`${folder}/device/${file}`)?.trim() ?? '')
  // ATA drives all claim the vendor "ATA", virtual ones a number.
  const words = parts.filter((part, i) => part !== '' && !(i === 0 && /^(ATA$|0x)/.test(part)))
  const model = words
    .join(' ')
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 64)
  return model === '' ? null : model
}

function wayOf(files: Files, block: string): BlockDrive['way'] {
  if (/^(vd|xvd)/.test(block)) return 'virtual'
  if (block.startsWith('mmcblk')) return 'card'
  // device → SCSI address; above it target, host, and then the USB interface where it is one.
  return files.exists(`/sys/block/${block}/device/../../../bInterfaceClass`) ? 'usb' : null
}
