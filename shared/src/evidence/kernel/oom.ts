import { cleanName } from '../clean.ts'
import { finding, type Finding } from '../finding.ts'

/**
 * `Out of memory: Killed process 7 (name) total-vm:…` (5.1 on), `Memory cgroup out of memory: Killed process …` (4.19 on), a bare
 * `Killed process 7 (name) total-vm:…` after `Kill process … or sacrifice child` (2.6.36 to 5.0), `Killed process 7, UID 0, (name)`
 * (2.6.32). A name may hold spaces and brackets, so what follows it ends it.
 */
const KILLED =
  /^(Out of memory|Memory cgroup out of memory)?[^:]{0,40}:? ?Killed process (\d{1,10})(?:, UID \d+,)? \((.{1,64}?)\)(?:[,.]? ?(?:total-vm|vsz|anon-rss|UID|score)\b.*|\.?)$/

/** A program that the kernel ended because memory was out. The lines around it (invoked, Kill, oom-kill:, reaped) tell of the same death. */
export function readOom(line: string): Finding | null {
  if (!line.includes('Killed process ')) return null
  const match = KILLED.exec(line)
  if (match === null) return null
  const [, where, pid, program] = match
  return finding('memory.oom-kill', 'error', {
    program: cleanName(program!),
    pid: Number(pid),
    // A kernel that says no more than "Killed process" named the scope two lines before.
    scope: where === undefined ? 'unknown' : where === 'Out of memory' ? 'system' : 'cgroup',
    evidence: line,
  })
}
