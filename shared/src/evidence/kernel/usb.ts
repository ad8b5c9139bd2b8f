import { finding, type Finding } from '../finding.ts'

/** A port as the kernel numbers it: bus, then the way through the hubs. */
const PORT = String.raw`\d{1,3}-\d{1,3}(?:\.\d{1,3}){0,6}`
const DEVICE = new RegExp(String.raw`^usb (${PORT})(?::[\d.]+)?: (.*)$`)
const HUB = new RegExp(String.raw`^(?:hub (${PORT}:\d+\.\d+|\d+-0:1\.0)|usb (usb\d+|${PORT})-port(\d+)): (.*)$`)
const HOST = /^(?:xhci|ehci|ohci|uhci)[\w_-]* ([\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.\d|[\w.]{1,32}): (.*)$/

/** What is said of a device or a port, the code it gets, and whether it is trouble. */
const TROUBLES: readonly [pattern: RegExp, code: string, severity: 'info' | 'warning'][] = [
  [/^device descriptor read\/\S+, error (-\d+)/, 'descriptor', 'warning'],
  [/^device not accepting address \d+, error (-\d+)/, 'address', 'warning'],
  [/^[Dd]evice not responding to (?:setup )?address/, 'address', 'warning'],
  [/^can't set config #\d+, error (-\d+)/, 'configuration', 'warning'],
  [/^unable to read config index \d+ descriptor/, 'configuration', 'warning'],
  [/unable to enumerate USB device/, 'enumeration', 'warning'],
  [/[Cc]annot enable.*Maybe the USB cable is bad/, 'cable', 'warning'],
  [/over-current (?:condition|change)/, 'over-current', 'warning'],
  [/disabled by hub \(EMI\?\), re-enabling/, 'interference', 'warning'],
  [/^Non-zero status \((-\d+)\) in video completion handler/, 'video', 'warning'],
  // Normal after sleep too.
  [/^reset [\w +-]{1,40} USB device number/, 'reset', 'info'],
]
const HOST_TROUBLES =
  /^(?:HC died|xHCI host controller not responding, assume dead|Host System Error|host controller halted)/

/** A device that left a USB port, or trouble on a port or its controller. That something was plugged in is no trouble. */
export function readUsb(line: string): Finding | null {
  const device = DEVICE.exec(line)
  if (device !== null) {
    const [, port, said] = device
    if (/^USB disconnect\b/.test(said!)) return finding('usb.disconnect', 'info', { device: port!, evidence: line })
    const trouble = troubleOf(said!, port!, line)
    if (trouble !== null) return trouble
  }
  const hub = HUB.exec(line)
  if (hub !== null) {
    const [, name, root, port, said] = hub
    return troubleOf(said!, root === undefined ? name! : `${root}-port${port}`, line)
  }
  const host = HOST.exec(line)
  if (host === null || !HOST_TROUBLES.test(host[2]!)) return null
  return finding('usb.error', 'error', { device: host[1]!, code: 'controller', evidence: line })
}

function troubleOf(said: string, device: string, line: string): Finding | null {
  for (const [pattern, code, severity] of TROUBLES) {
    const match = pattern.exec(said)
    if (match === null) continue
    const errno = match[1] === undefined ? undefined : Number(match[1])
    return finding('usb.error', severity, { device, code, errno, evidence: line })
  }
  return null
}
