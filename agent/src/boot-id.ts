import type { Clock } from '@forewarn/shared/clock.ts'

import type { Files } from './files.ts'

/** Names this boot of the machine: the kernel's own id, else the minute it began. */
export function readBootId(files: Files, clock: Clock): string {
  const id = files.read('/proc/sys/kernel/random/boot_id')?.trim()
  if (id !== undefined && /^[\da-f-]{36}$/.test(id)) return id
  return `at-${Math.round((clock.now() - clock.up()) / 60_000)}`
}
