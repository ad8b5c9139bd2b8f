import type { Commands } from '../../commands.ts'
import { QUESTIONS, type Ask } from './ask.ts'
import type { Answers } from './figures.ts'

/** Apart from each other, seconds: as close as the system's ping allows everybody. */
const APART_SECONDS = '0.2'
/** The last answer is waited for so long, seconds. */
const WAIT_SECONDS = '1'
/** The questions, the wait, and starting a program on a busy machine. */
const DEADLINE_MS = 6_000
const MAX_BYTES = 16 * 1024
/** Where ping cannot be used it is not tried again for so long, ms. */
const TRY_AGAIN_MS = 3_600_000

/**
 * What ping of iputils or BusyBox printed, question by question, or null where it could not ask at all. Answers that came twice count
 * once. With no way to the host it says so and sends nothing, which is an answer like any other.
 */
export function parsePing(stdout: string, stderr: string): Answers | null {
  const answers: Answers = Array.from({ length: QUESTIONS }, () => null)
  if (!/^PING /m.test(stdout) && !/unreachable/i.test(stderr)) return null
  const base = /\bseq=0 /.test(stdout) ? 0 : 1
  for (const [, sequence, time] of stdout.matchAll(
    /\b(?:icmp_)?seq=(\d{1,6}) .{0,120}\btime[=<](\d{1,7}(?:\.\d{1,6})?) ms/g,
  )) {
    const i = Number(sequence) - base
    if (i >= 0 && i < QUESTIONS) answers[i] ??= Number(time)
  }
  return answers
}

/** Asks by ICMP echo through the system's ping, which has the right to do it; the agent need not. A round costs about 8 ms of processor. */
export function createPing(commands: Commands): Ask {
  let notBefore = Number.NEGATIVE_INFINITY
  return {
    name: 'icmp',
    async ask({ address }, { up }, signal) {
      if (up < notBefore) return null
      const args = ['-n', '-c', String(QUESTIONS), '-i', APART_SECONDS, '-W', WAIT_SECONDS, address]
      const result = await commands.run('ping', args, { deadlineMs: DEADLINE_MS, maxBytes: MAX_BYTES, signal })
      const answers = result.kind === 'done' ? parsePing(result.stdout, result.stderr) : null
      if (answers === null) notBefore = up + TRY_AGAIN_MS
      return answers
    },
  }
}
