import { cleanName } from '../clean.ts'
import { finding, type Finding } from '../finding.ts'

const HUNG = /^INFO: task (.{1,64}):(\d{1,10}) blocked (?:in I\/O wait )?for more than (\d{1,6}) seconds/
const SOFT = /BUG: soft lockup - CPU#(\d{1,4}) stuck for (\d{1,6})s!(?: \[(.{1,64}):(\d{1,10})\])?/
const HARD = /(?:detected hard LOCKUP on cpu |NMI Watchdog detected LOCKUP on CPU ?)(\d{1,4})/
const RCU = /INFO: (rcu_\w{1,20}) (?:self-detected stall|detected (?:expedited )?stalls) on CPU/
const WORKQUEUE = /^BUG: workqueue lockup - pool .*stuck for (\d{1,6})s!/

/** The timer that restarts a machine which hangs: software's own, or a card's warning before it does. Lockups have their own names. */
const WATCHDOG = /^(?:softdog: Initiating system reboot|watchdog: watchdog\d+: pretimeout event|hpwdt: .*NMI occurred)/

/** A task that waits for something that does not come, or a processor that no longer comes back from where it is. */
export function readStall(line: string): Finding | null {
  let match = HUNG.exec(line)
  if (match !== null) {
    const [, program, pid, seconds] = match
    const who = { program: cleanName(program!), pid: Number(pid) }
    return finding('task.hung', 'error', { ...who, seconds: Number(seconds), evidence: line })
  }
  match = SOFT.exec(line)
  if (match !== null) {
    const [, cpu, seconds, program, pid] = match
    return finding('cpu.lockup', 'error', {
      kind: 'soft',
      cpu: Number(cpu),
      seconds: Number(seconds),
      task: program === undefined ? undefined : cleanName(program),
      pid: pid === undefined ? undefined : Number(pid),
      evidence: line,
    })
  }
  match = HARD.exec(line)
  if (match !== null) return finding('cpu.lockup', 'error', { kind: 'hard', cpu: Number(match[1]), evidence: line })
  match = RCU.exec(line)
  if (match !== null) return finding('cpu.lockup', 'error', { kind: 'rcu', code: match[1], evidence: line })
  match = WORKQUEUE.exec(line)
  if (match !== null)
    return finding('cpu.lockup', 'warning', { kind: 'workqueue', seconds: Number(match[1]), evidence: line })
  return WATCHDOG.test(line) ? finding('watchdog.fired', 'error', { component: 'system', evidence: line }) : null
}
