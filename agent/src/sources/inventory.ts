import type { InventoryBody } from '@forewarn/shared/record.ts'
import os from 'node:os'

import type { Files } from '../files.ts'
import { isPlaceholder } from '../hardware.ts'
import type { Source } from '../sampler/source.ts'

/** Kinds of housing by their number (SMBIOS 3.7, system enclosure, chassis types), those a terminal may have. */
const CHASSIS: Readonly<Record<string, string>> = {
  1: 'other',
  3: 'desktop',
  4: 'low-profile desktop',
  6: 'mini tower',
  7: 'tower',
  8: 'portable',
  9: 'laptop',
  10: 'notebook',
  13: 'all-in-one',
  15: 'space-saving',
  23: 'rack mount',
  30: 'tablet',
  31: 'convertible',
  34: 'embedded PC',
  35: 'mini PC',
  36: 'stick PC',
}
const MOST_CARDS = 16

/** Facts about the machine by subject, from what is at hand without starting anything. */
export function readInventory(files: Files, system: typeof os = os): InventoryBody[] {
  const release = files.read('/etc/os-release')
  const cpus = system.cpus()
  const dmi = (file: string): string | null => text(files.read(`/sys/class/dmi/id/${file}`))
  const cards = networkCards(files)
  return [
    {
      subject: 'os',
      facts: {
        name: (release === null ? null : osReleaseName(release)) ?? system.version(),
        type: system.type(),
        kernel: system.release(),
        arch: system.machine(),
      },
    },
    { subject: 'cpu', facts: { model: text(cpus[0]?.model ?? null), count: cpus.length } },
    { subject: 'memory', facts: { bytes: system.totalmem() } },
    {
      subject: 'host',
      facts: {
        hostname: system.hostname(),
        vendor: dmi('sys_vendor'),
        product: dmi('product_name'),
        board: text([dmi('board_vendor'), dmi('board_name')].filter(name => name !== null).join(' ')),
        bios: dmi('bios_version'),
        biosDate: dmi('bios_date'),
        chassis: CHASSIS[dmi('chassis_type') ?? ''] ?? null,
      },
    },
    ...(Object.keys(cards).length === 0 ? [] : [{ subject: 'network-cards', facts: cards }]),
  ]
}

/** The driver and the PCI or USB number of each network card: `e1000e 8086:15BE`. Their addresses are nobody's business. */
function networkCards(files: Files): Record<string, string> {
  const cards = files.list('/sys/class/net').flatMap(name => {
    const event = files.read(`/sys/class/net/${name}/device/uevent`) ?? ''
    const driver = /^DRIVER=([\w-]{1,32})$/m.exec(event)?.[1]
    const [, id] = /^(?:PCI_ID|PRODUCT)=([\da-fA-F]{1,4}[:/][\da-fA-F]{1,4})\b/m.exec(event) ?? []
    return driver === undefined || name.length > 32
      ? []
      : [[name, id === undefined ? driver : `${driver} ${id}`] as const]
  })
  return Object.fromEntries(cards.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, MOST_CARDS))
}

/** What the machine is made of and runs, told when it changes. */
export function createInventorySource(files: Files): Source {
  return {
    name: 'inventory',
    pace: 'slow',
    everyMs: 3_600_000,
    deadlineMs: 5_000,
    read: () => ({ series: [], values: [], facts: readInventory(files) }),
  }
}

/** PRETTY_NAME of os-release(5), unquoted. */
export function osReleaseName(release: string): string | null {
  const quoted = /^PRETTY_NAME=(.*)$/m.exec(release)?.[1]
  return text(quoted?.replace(/^(["'])(.*)\1$/, '$2') ?? null)
}

/** What a maker wrote, if it wrote anything. */
function text(value: string | null): string | null {
  const trimmed = value?.trim().slice(0, 200)
  return trimmed === undefined || trimmed === '' || isPlaceholder(trimmed) ? null : trimmed
}
