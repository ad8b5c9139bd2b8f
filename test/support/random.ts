import { randomInt } from 'node:crypto'

/** A source of chance: each call gives the next number in [0, 1). */
export type Random = () => number

/** A repeatable source of chance (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Another one in every run. The seed is printed, so that a failure can be played again with `FAULT_SEED`. */
export function seededRandom(name: string): Random {
  const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))
  console.log(`${name}: FAULT_SEED=${seed}`)
  return createRandom(seed)
}
