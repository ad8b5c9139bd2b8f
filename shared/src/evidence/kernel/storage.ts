import { finding, type Finding } from '../finding.ts'

const DISK = String.raw`[a-z][a-zA-Z\d_-]{1,31}`
/**
 * The block layer's own words: `end_request:` to 3.18, `blk_update_request:` to 5.x, `print_req_error:` in between, none since. An
 * operation that a drive does not support is no error, so it is not in the list.
 */
const BLOCK = new RegExp(
  String.raw`^(?:(?:blk_update_request|end_request|print_req_error): )?(I/O|critical medium|critical target|critical nexus|critical space allocation|recoverable transport|timeout|protection|device resource|device offline) error, dev (${DISK}), sector (\d{1,20})(?: op 0x[\da-f]+:\((\w+)\))?`,
)
const BUFFER = new RegExp(String.raw`^Buffer I/O error on dev(?:ice)? (${DISK}), logical block \d`)
const CARD = /^(mmcblk\d(?:boot\d|p\d+)?): (?:error (-\d{1,4}) |recovery failed)/
const RAID = new RegExp(String.raw`^md/raid\S*:md\d+: Disk failure on (${DISK}), disabling device`)
const ATA = /^(ata\d{1,3})(?:\.\d\d)?: (.*)$/
const SCSI = new RegExp(String.raw`^(?:sd|sr|scsi) (\d+:\d+:\d+:\d+): (?:\[(${DISK})\] )?(?:tag#\d+ )?(.*)$`)
const UAS_HOST = /^scsi (host\d+): uas_eh_\w+_handler (?:start|FAILED)/

/** Floppy drives that are not there are asked at every start by some tools. */
const FLOPPY = /^fd\d/
const OPTICAL = /^sr\d/

/** What the ATA layer says of a link, and the code it gets. That an empty port has no link is no trouble. */
const ATA_RESETS: readonly [pattern: RegExp, code: string][] = [
  [/^exception Emask 0x/, 'exception'],
  [/^hard resetting (?:link|port)/, 'hard-reset'],
  [/^soft resetting (?:link|port)/, 'soft-reset'],
  [/^limiting SATA link speed to/, 'slowed-down'],
  [/^(?:COMRESET|hardreset|softreset) failed/, 'reset-failed'],
]
const ATA_GONE = /^disabled$|^reset failed, giving up/

/** A drive that answered with an error, whose link was reset, or that is gone. */
export function readStorage(line: string): Finding | null {
  const block = BLOCK.exec(line)
  if (block !== null) return blockError(block, line)
  const buffer = BUFFER.exec(line)
  if (buffer !== null) return ioError(buffer[1]!, { code: 'buffer' }, line)
  const ata = ATA.exec(line)
  if (ata !== null) return ataTrouble(ata[1]!, ata[2]!, line)
  const scsi = SCSI.exec(line)
  if (scsi !== null) return scsiTrouble(scsi[2] ?? scsi[1]!, scsi[3]!, line)
  const card = CARD.exec(line)
  if (card !== null)
    return ioError(card[1]!, { code: 'card', errno: card[2] === undefined ? undefined : Number(card[2]) }, line)
  const raid = RAID.exec(line)
  if (raid !== null) return ioError(raid[1]!, { code: 'raid' }, line)
  const host = UAS_HOST.exec(line)
  return host === null
    ? null
    : finding('disk.reset', 'warning', { device: host[1]!, code: 'usb-reset', evidence: line })
}

function blockError([, what, device, sector, operation]: RegExpExecArray, line: string): Finding | null {
  if (what === 'device offline') return finding('disk.gone', 'error', { device: device!, evidence: line })
  const code = what === 'I/O' ? 'io' : what!.replace('critical ', '').replaceAll(' ', '-')
  return ioError(device!, { code, sector: Number(sector), operation: operation?.toLowerCase() }, line)
}

function ioError(device: string, what: Record<string, string | number | undefined>, evidence: string): Finding | null {
  if (FLOPPY.test(device)) return null
  // A scratched disc is not a failing drive.
  if (OPTICAL.test(device)) return finding('disk.io-error', 'info', { device, role: 'optical', ...what, evidence })
  return finding('disk.io-error', 'error', { device, ...what, evidence })
}

function ataTrouble(device: string, said: string, evidence: string): Finding | null {
  if (ATA_GONE.test(said)) return finding('disk.gone', 'error', { device, evidence })
  for (const [pattern, code] of ATA_RESETS)
    if (pattern.test(said)) return finding('disk.reset', 'warning', { device, code, evidence })
  return null
}

function scsiTrouble(device: string, said: string, evidence: string): Finding | null {
  if (/rejecting I\/O to (?:offline|dead) device|^Device offlined|hostbyte=DID_NO_CONNECT\b/.test(said))
    return finding('disk.gone', 'error', { device, evidence })
  if (/^uas_eh_\w+_handler/.test(said)) return finding('disk.reset', 'warning', { device, code: 'usb-reset', evidence })
  return null
}
