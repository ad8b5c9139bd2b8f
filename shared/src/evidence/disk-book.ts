/** What a disk is to its machine: the one with the system on it, another one built in, a USB stick or drive, an optical drive. */
export type DiskRole = 'system' | 'data' | 'usb' | 'optical' | 'unknown'

/** `scsi host6: usb-storage 1-1:1.0`, `scsi host6: uas`; `scsi6 : usb-storage …` before 3.16. */
const HOST = /^scsi(?: host)?(\d{1,4}) ?: (.{1,80})/
const DISK = /^sd (\d{1,4}):\d+:\d+:\d+: \[(sd[a-z]{1,3})\]/
/** Hosts and disks that are remembered; numbers of hosts only grow while a stick comes and goes. */
const MOST = 64

/**
 * Which disks hang on USB, learnt from the kernel's own messages: they stand in the log even where the disk is long gone. `learn` takes
 * every message of the kernel in order.
 */
export function createDiskBook() {
  const usbHosts = new Set<string>()
  const hostOf = new Map<string, string>()

  return {
    learn(message: string): void {
      const host = HOST.exec(message)
      if (host !== null) {
        usbHosts.delete(host[1]!)
        if (/^(?:usb-storage|uas\b|SCSI emulation for USB)/.test(host[2]!)) usbHosts.add(host[1]!)
        if (usbHosts.size > MOST) usbHosts.delete(usbHosts.values().next().value!)
        return
      }
      const disk = DISK.exec(message)
      if (disk === null) return
      hostOf.delete(disk[2]!)
      hostOf.set(disk[2]!, disk[1]!)
      if (hostOf.size > MOST) hostOf.delete(hostOf.keys().next().value!)
    },

    /** Whether a device as a finding names it hangs on USB; null where the log has not told. */
    isUsb(device: string): boolean | null {
      const host = /^(?:host)?(\d{1,4})(?::|$)/.exec(device)?.[1] ?? hostOf.get(diskOf(device))
      if (host === undefined) return null
      return usbHosts.has(host) ? true : hostOf.has(diskOf(device)) ? false : null
    },
  }
}

export type DiskBook = ReturnType<typeof createDiskBook>

/** The whole disk of a partition: `sda` of `sda1`, `nvme0n1` of `nvme0n1p2`. */
export function diskOf(device: string): string {
  return (
    /^((?:s|v|xv|h)d[a-z]{1,3})\d*$/.exec(device)?.[1] ??
    /^((?:nvme\d+n|mmcblk|loop)\d+)p\d+$/.exec(device)?.[1] ??
    device
  )
}
