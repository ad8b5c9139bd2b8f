import { LIMITS } from '@forewarn/shared/protocol.ts'
import { networkInterfaces } from 'node:os'

import type { Files } from './files.ts'

/** What makers leave where a serial number belongs; equal on thousands of machines. */
const PLACEHOLDER =
  /^(0+|f+|x+|1234567890?|none|null|n\/?a|not (specified|applicable|available)|unknown|default( string)?|empty|oem|to be filled.*|system serial number|base board serial number|03000200-0400-0500-0006-000700080009|[0f]{8}(-[0f]{4}){3}-[0f]{12})$/i

/** Interfaces that software makes up: their addresses come and go. */
const VIRTUAL_INTERFACE =
  /^(lo|docker|veth|br-|virbr|vmnet|vboxnet|tun|tap|wg|tailscale|zt|ifb|dummy|bond|team|vEthernet)/i

const FACT_BYTES = 128

export function isVirtualInterface(name: string): boolean {
  return VIRTUAL_INTERFACE.test(name)
}

/**
 * Facts by which the collector tells apart two machines that show the same key: addresses of physical network cards, serial numbers
 * of disks and board. Sorted. They never identify a device: white-box boards share them and parts get replaced.
 */
export function readHardware(files: Files, interfaces: typeof networkInterfaces = networkInterfaces): string[] {
  const facts = [...macs(files, interfaces), ...disks(files), ...board(files)]
  return [...new Set(facts.map(fact => fact.slice(0, FACT_BYTES)))].toSorted().slice(0, LIMITS.hardwareFacts)
}

function macs(files: Files, interfaces: typeof networkInterfaces): string[] {
  const physical = files
    .list('/sys/class/net')
    .filter(name => files.exists(`/sys/class/net/${name}/device`))
    .map(name => files.read(`/sys/class/net/${name}/address`)?.trim() ?? '')
  const found = physical.length > 0 ? physical : fromSystem(interfaces)
  return found.filter(mac => mac !== '' && !/^(00:?){6}$/.test(mac)).map(mac => `mac:${mac.toLowerCase()}`)
}

function fromSystem(interfaces: typeof networkInterfaces): string[] {
  return Object.entries(interfaces())
    .filter(([name]) => !isVirtualInterface(name))
    .flatMap(([, addresses]) => (addresses ?? []).filter(address => !address.internal).map(address => address.mac))
}

function disks(files: Files): string[] {
  const facts: string[] = []
  for (const name of files.list('/sys/block')) {
    const device = `/sys/block/${name}/device`
    if (!files.exists(device)) continue
    const page = files.read(`${device}/vpd_pg80`)
    // SCSI page 80h: four bytes of header, then the serial number (SPC-4, 7.8.14).
    const serial = [page?.slice(4), files.read(`${device}/serial`), files.read(`/sys/block/${name}/serial`)].find(meant)
    const wwid = [files.read(`/sys/block/${name}/wwid`), files.read(`${device}/wwid`)].find(meant)
    if (serial !== undefined) facts.push(`disk:${clean(serial)}`)
    else if (wwid !== undefined) facts.push(`disk:${clean(wwid)}`)
  }
  return facts
}

function board(files: Files): string[] {
  const facts: string[] = []
  for (const [file, kind] of [
    ['board_serial', 'board'],
    ['product_serial', 'serial'],
    ['product_uuid', 'product'],
  ] as const) {
    const text = files.read(`/sys/class/dmi/id/${file}`)
    if (meant(text)) facts.push(`${kind}:${clean(text)}`)
  }
  return facts
}

function meant(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && clean(text) !== '' && !PLACEHOLDER.test(clean(text))
}

/** Whether a text of the firmware's is what makers leave there who had nothing to write. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(clean(text))
}

function clean(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]+/g, ' ').trim()
}
