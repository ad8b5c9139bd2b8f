import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the first version of control groups keeps memory; the second keeps everything in one tree. */
const FIRST = '/sys/fs/cgroup/memory'
const SECOND = '/sys/fs/cgroup'

/** A control group with a limit of memory, bytes. `join` is what a shell runs to move into it. */
export function memoryGroup(name: string, bytes: number): { join: string; remove(): void } {
  const isFirst = existsSync(join(FIRST, 'memory.limit_in_bytes'))
  const folder = join(isFirst ? FIRST : SECOND, name)
  if (!isFirst) writeFileSync(join(SECOND, 'cgroup.subtree_control'), '+memory')
  mkdirSync(folder)
  writeFileSync(join(folder, isFirst ? 'memory.limit_in_bytes' : 'memory.max'), String(bytes))
  // Without swap, or a process fills that first; a kernel that counts no swap has no such file.
  const swap = join(folder, isFirst ? 'memory.memsw.limit_in_bytes' : 'memory.swap.max')
  if (existsSync(swap)) writeFileSync(swap, isFirst ? String(bytes) : '0')
  return { join: `echo $$ > ${join(folder, 'cgroup.procs')}`, remove: () => rmdirSync(folder) }
}
