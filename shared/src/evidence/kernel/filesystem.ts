import { finding, type Finding } from '../finding.ts'

const VOLUME = String.raw`[a-z][a-zA-Z\d_.!-]{1,31}`
/** `EXT4-fs error (device sda1): …`, `EXT4-fs (sda1): …`, `EXT4-fs error (device sda1) in …`; ext2, ext3, ext4. */
const EXT = new RegExp(
  String.raw`^(EXT[234]-fs)(?: (error|warning|critical))?[ :]{1,2}\((?:device )?(${VOLUME})\)(?: in \w+)?:? ?(.*)$`,
)
const JOURNAL = new RegExp(
  String.raw`^(?:Aborting journal on device |JBD2?: .*\b(?:[Ee]rror|errors)\b.* (?:for|on) )(${VOLUME}?)(?:-\d+)?\.?$`,
)
const XFS = new RegExp(String.raw`^XFS \((${VOLUME})\): (.*)$`)
/** `BTRFS error (device sda1 state EA): …` and `BTRFS: error (device sda1) in btrfs_…: errno=-5 IO failure`. */
const BTRFS = new RegExp(
  String.raw`^BTRFS:? (info|warning|error|critical|alert|emergency)? ?\(device (${VOLUME})(?: state \w+)?\):? ?(.*)$`,
)
const FAT = new RegExp(String.raw`^(FAT|exFAT)-fs \((${VOLUME})\): (.*)$`)
const SQUASHFS = /^SQUASHFS error: (?!.*callbacks suppressed)/

const READ_ONLY = /[Rr]emounting file ?system read-only|forced readonly|[Ff]ilesystem has been set read-only/
const EXT_ERRORS: readonly [pattern: RegExp, code: string][] = [
  [/mounting fs with errors/, 'mounted-with-errors'],
  [/^error count since last fsck: \d/, 'errors-on-record'],
  [/I\/O error (?:while writing|to) superblock|previous I\/O error to superblock/, 'superblock'],
  [/^failed to convert unwritten extents|elayed block allocation failed .* error -?5\b/, 'data-lost'],
]
const XFS_ERRORS: readonly [pattern: RegExp, code: string][] = [
  [/[Ss]hut(?:ting)? down (?:of )?filesystem|Filesystem has been shut down|xfs_do_force_shutdown/, 'shut-down'],
  [/[Cc]orruption detected|CRC error detected|Internal error|Unmount and run xfs_repair/, 'corrupt'],
  [/[Ii]\/O [Ee]rror/, 'io'],
]
const BTRFS_ERRORS: readonly [pattern: RegExp, code: string][] = [
  [/csum failed|checksum error|checksum verify failed/, 'checksum'],
  [/corrupt (?:leaf|node)|parent transid verify failed/, 'corrupt'],
  [/errs: wr \d+, rd \d+/, 'device'],
  [/errno=-5\b|IO failure/, 'io'],
]

/** A file system that found itself damaged, or that stopped taking writes to save what it has. */
export function readFilesystem(line: string): Finding | null {
  const ext = EXT.exec(line)
  if (ext !== null) return readExt(ext, line)
  const journal = JOURNAL.exec(line)
  if (journal !== null) return damage(journal[1]!, { filesystem: 'ext4', code: 'journal' }, line)
  const xfs = XFS.exec(line)
  if (xfs !== null) return listed(XFS_ERRORS, xfs[2]!, { device: xfs[1]!, filesystem: 'xfs' }, line)
  const btrfs = BTRFS.exec(line)
  if (btrfs !== null) return readBtrfs(btrfs, line)
  const fat = FAT.exec(line)
  if (fat !== null) return readFat(fat, line)
  if (SQUASHFS.test(line))
    return finding('filesystem.error', 'error', { filesystem: 'squashfs', code: 'corrupt', evidence: line })
  return null
}

function readExt([, name, level, device, said]: RegExpExecArray, line: string): Finding | null {
  const volume = { device: device!, filesystem: name!.slice(0, 4).toLowerCase() }
  if (READ_ONLY.test(said!)) return finding('filesystem.read-only', 'error', { ...volume, evidence: line })
  if (level === 'error' || level === 'critical')
    return damage(device!, { filesystem: volume.filesystem, code: 'error' }, line)
  return listed(EXT_ERRORS, said!, volume, line)
}

function readBtrfs([, level, device, said]: RegExpExecArray, line: string): Finding | null {
  const volume = { device: device!, filesystem: 'btrfs' }
  if (READ_ONLY.test(said!)) return finding('filesystem.read-only', 'error', { ...volume, evidence: line })
  // What the drive's counters stood at is told again at every mount.
  if (level === 'info' || level === undefined) return null
  const known = listed(BTRFS_ERRORS, said!, volume, line)
  if (known !== null || level === 'warning') return known
  return damage(device!, { filesystem: 'btrfs', code: 'error' }, line)
}

function readFat([, name, device, said]: RegExpExecArray, line: string): Finding | null {
  const volume = { device: device!, filesystem: name!.toLowerCase() }
  if (READ_ONLY.test(said!)) return finding('filesystem.read-only', 'error', { ...volume, evidence: line })
  return /^error[,:(]/.test(said!)
    ? finding('filesystem.error', 'error', { ...volume, code: 'error', evidence: line })
    : null
}

function listed(
  list: readonly [pattern: RegExp, code: string][],
  said: string,
  volume: { device: string; filesystem: string },
  evidence: string,
): Finding | null {
  for (const [pattern, code] of list)
    if (pattern.test(said)) return finding('filesystem.error', 'error', { ...volume, code, evidence })
  return null
}

function damage(device: string, what: { filesystem: string; code: string }, evidence: string): Finding {
  return finding('filesystem.error', 'error', { device, ...what, evidence })
}
