import { cleanEvidence } from '../clean.ts'
import { finding, type Finding } from '../finding.ts'

const PANIC = /^Kernel panic - not syncing: (.*)$/
/** `Oops: 0002 [#1] SMP`, `general protection fault, probably for …: 0000 [#1]`, `Internal error: Oops: 96000004 [#1]` (arm64). */
const OOPS =
  /^(?:Internal error: )?(Oops|general protection fault|invalid opcode|divide error|stack segment|double fault|kernel stack overflow|BUG|undefined instruction|SP\/PC alignment exception)\b(.{0,120}?)\[#(\d{1,6})\]/
/** Told together with the line above that carries the number. */
const TOLD_TWICE = /unable to handle|kernel NULL pointer dereference|soft lockup|workqueue lockup/
const BUG = /^BUG: ([^:]{1,80})/
const REASON_LENGTH = 100

/** The kernel gave up, or one of its own parts failed and it went on. An oops is the line with its number, not the lines around it. */
export function readPanic(line: string): Finding | null {
  let match = PANIC.exec(line)
  if (match !== null)
    return finding('kernel.panic', 'error', {
      reason: cleanEvidence(match[1]!).slice(0, REASON_LENGTH),
      evidence: line,
    })
  match = OOPS.exec(line)
  if (match !== null) {
    const [, what, rest, count] = match
    const detail = /^: (?:Oops: )?([a-z][a-z ]{2,30})[:,]/.exec(rest!)?.[1]
    return finding('kernel.oops', 'error', { code: detail ?? what!, number: Number(count), evidence: line })
  }
  match = BUG.exec(line)
  if (match === null || TOLD_TWICE.test(line)) return null
  const code = cleanEvidence(match[1]!.replace(/ (?:in|at|from|of) .*$/, ''))
  return finding('kernel.oops', 'warning', { code, evidence: line })
}
