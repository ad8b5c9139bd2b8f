import { LIMITS } from '@forewarn/shared/protocol.ts'

/** File systems that hold a machine's own data. Network, memory and kernel file systems are none of them. */
const LOCAL_TYPES = new Set(
  (
    'ext2 ext3 ext4 xfs btrfs zfs f2fs jfs reiserfs bcachefs nilfs2 ' +
    'vfat exfat msdos ntfs ntfs3 fuseblk hfs hfsplus apfs udf'
  ).split(' '),
)
/** Images that are made full and stay so, such as snaps and live systems; a disc in the drive (udf, when read-only) is like them. */
const IMAGE_TYPES = new Set(['squashfs', 'iso9660', 'erofs', 'cramfs', 'romfs'])

/** More volumes than a terminal has; mount points of a container host must not fill a sample. */
const MOST_VOLUMES = 32

/** Below these, a mount point is called after a person or by one: `/media/USER/LABEL`, `/home/USER`. */
const PERSONAL = /^(\/home|\/media|\/run\/media)\/./

/**
 * Whether a file system takes what is written. `failed`: it refuses since it found an error, which ext4 of newer kernels tells by
 * `emergency_ro` and no longer by `ro` (seen on Linux 6.18). A read-only view of a writable file system, as a service manager gives to services, is `writable`.
 */
export type MountState = 'writable' | 'read-only' | 'failed'

export interface Mount {
  /** The same for one mount as long as it lasts. */
  key: string
  /** Major and minor number, equal for all mounts of one file system. */
  numbers: string
  path: string
  /** The path as it is told: without names of people and of what they plugged in. */
  name: string
  /** The kernel's name of the device, else its numbers. */
  device: string
  type: string
  state: MountState
}

/**
 * Mounts of local file systems in /proc/self/mountinfo (proc_pid_mountinfo(5)), one per device: where a device is mounted twice,
 * the shortest path. The root counts whatever its type, because inside a container it is an overlay.
 */
export function localMounts(text: string): Mount[] {
  const byDevice = new Map<string, Mount>()
  for (const line of text.split('\n')) {
    const mount = parseMount(line)
    if (mount === null || Buffer.byteLength(mount.path) > LIMITS.textBytes) continue
    const { numbers, path, type, state } = mount
    if (IMAGE_TYPES.has(type) || (type === 'udf' && state === 'read-only')) continue
    if (!LOCAL_TYPES.has(type) && !(path === '/' && type !== 'rootfs')) continue
    const known = byDevice.get(numbers)
    if (known === undefined || path.length < known.path.length) byDevice.set(numbers, mount)
  }
  const byName = new Map([...byDevice.values()].map(mount => [mount.name, mount]))
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, MOST_VOLUMES)
}

/** One line: id, parent, device numbers, root, path, the mount's options, optional fields, `-`, type, source, the file system's options. */
function parseMount(line: string): Mount | null {
  const fields = line.split(' ')
  const separator = fields.indexOf('-', 6)
  const [id, , numbers, , encoded] = fields
  const [type, source, options] = fields.slice(separator + 1)
  if (separator === -1 || numbers === undefined || encoded === undefined || type === undefined) return null
  const path = decodeOctal(encoded)
  const device = /^\/dev\/([\w-]+)$/.exec(source ?? '')?.[1] ?? numbers
  const personal = PERSONAL.exec(path)
  return {
    key: [id, numbers, encoded, type].join(' '),
    numbers,
    path,
    name: personal === null ? path : `${personal[1]}/${device}`,
    device,
    type,
    state: stateOf((options ?? '').split(',')),
  }
}

function stateOf(options: string[]): MountState {
  if (options.includes('emergency_ro')) return 'failed'
  return options.includes('ro') ? 'read-only' : 'writable'
}

/** Space, tab, newline and backslash are written as `\040` and so on; the bytes are UTF-8. */
function decodeOctal(path: string): string {
  const bytes = path.replaceAll(/\\([0-7]{3})/g, (_match, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}
