import { LIMITS } from '@forewarn/shared/protocol.ts'

/** File systems that hold a machine's own data. Network, memory and kernel file systems are none of them. */
const LOCAL_TYPES = new Set(
  (
    'ext2 ext3 ext4 xfs btrfs zfs f2fs jfs reiserfs bcachefs nilfs2 ' +
    'vfat exfat msdos ntfs ntfs3 fuseblk hfs hfsplus apfs udf'
  ).split(' '),
)

/** More volumes than a terminal has; mount points of a container host must not fill a sample. */
const MOST_VOLUMES = 32

/**
 * Mount points of local file systems in /proc/self/mountinfo (proc_pid_mountinfo(5)), one per device: where a device is mounted
 * twice, the shortest path. The root counts whatever its type, because inside a container it is an overlay.
 */
export function localMounts(text: string): string[] {
  const byDevice = new Map<string, string>()
  for (const line of text.split('\n')) {
    const fields = line.split(' ')
    const separator = fields.indexOf('-', 6)
    const [, , device, , encoded] = fields
    const type = fields[separator + 1]
    if (separator === -1 || device === undefined || encoded === undefined || type === undefined) continue
    const mountpoint = decodeOctal(encoded)
    if (Buffer.byteLength(mountpoint) > LIMITS.textBytes) continue
    if (!LOCAL_TYPES.has(type) && !(mountpoint === '/' && type !== 'rootfs')) continue
    const known = byDevice.get(device)
    if (known === undefined || mountpoint.length < known.length) byDevice.set(device, mountpoint)
  }
  return [...new Set(byDevice.values())].toSorted().slice(0, MOST_VOLUMES)
}

/** Space, tab, newline and backslash are written as `\040` and so on; the bytes are UTF-8. */
function decodeOctal(path: string): string {
  const bytes = path.replaceAll(/\\([0-7]{3})/g, (_match, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}
