import type { Tick } from '../../sampler/source.ts'
import type { Answers } from './figures.ts'

/** Questions in a round: one lost of five is 20 %, which a mean over minutes refines. */
export const QUESTIONS = 5

/** Where to ask: an address, never a name, and the TCP port where it comes to that. */
export interface Place {
  address: string
  port: number
}

/** One way of asking a machine whether it is there. */
export interface Ask {
  name: 'icmp' | 'tcp'
  /** The answers of one round, or null where this machine cannot ask this way. */
  ask(place: Place, tick: Tick, signal: AbortSignal): Promise<Answers | null>
}
