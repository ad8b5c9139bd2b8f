/*
 * Loaded before the agent (`node --require`), so that the unchanged bundle lives through a day in minutes: its clocks run `FACTOR` times as
 * fast and its timers end as much sooner, though none in less than `LEAST_MS`, so that a deadline still leaves a reading some time. On
 * SIGUSR2 time goes on at its own pace. The file is stripped of its types first: the agent's process must not pay for that.
 */
const FACTOR = 200
const LEAST_MS = 50
const { setTimeout: realTimeout, clearTimeout: clearReal } = globalThis
const system = require('node:os') as { uptime: () => number }
const channel = require('node:diagnostics_channel') as { subscribe(name: string, heard: () => void): void }
const realNow = Date.now.bind(Date)
const realUp = system.uptime
const started = realNow()
let factor = FACTOR
/** How much further than the real clocks these are, ms, while they run at the real pace. */
let ahead = 0
let children = 0

const aheadNow = (): number => (factor === 1 ? ahead : (realNow() - started) * (factor - 1))
Date.now = () => Math.floor(realNow() + aheadNow())
system.uptime = () => realUp() + aheadNow() / 1000
const shorter = (ms = 0): number => Math.max(Math.min(ms, LEAST_MS), ms / factor)
globalThis.setTimeout = ((work: () => void, ms?: number, ...rest: []) =>
  realTimeout(work, shorter(ms), ...rest)) as typeof setTimeout

/** An interval that takes over another pace with its next turn. */
class Interval {
  #timer: NodeJS.Timeout
  constructor(work: () => void, ms: number | undefined) {
    const turn = (): void => {
      this.#timer = realTimeout(turn, shorter(ms))
      work()
    }
    this.#timer = realTimeout(turn, shorter(ms))
  }
  end(): void {
    clearReal(this.#timer)
  }
}
globalThis.setInterval = ((work: () => void, ms?: number) => new Interval(work, ms)) as unknown as typeof setInterval
globalThis.clearInterval = ((timer?: Interval | NodeJS.Timeout) => {
  if (timer instanceof Interval) timer.end()
  else clearReal(timer)
}) as typeof clearInterval
channel.subscribe('child_process', () => void children++)
process.on('SIGUSR2', () => {
  ahead = aheadNow()
  factor = 1
  process.stderr.write(`children ${children}\n`)
})
