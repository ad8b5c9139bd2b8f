import type { InventoryBody } from '@forewarn/shared/record.ts'
import os from 'node:os'

import type { Files } from '../files.ts'
import type { Source } from '../sampler/source.ts'

/** Facts about the machine by subject, from what is at hand without starting anything. */
export function readInventory(files: Files, system: typeof os = os): InventoryBody[] {
  const release = files.read('/etc/os-release')
  const cpus = system.cpus()
  const dmi = (file: string): string | null => text(files.read(`/sys/class/dmi/id/${file}`))
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
        bios: dmi('bios_version'),
      },
    },
  ]
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

function text(value: string | null): string | null {
  const trimmed = value?.trim().slice(0, 200)
  return trimmed === undefined || trimmed === '' ? null : trimmed
}
