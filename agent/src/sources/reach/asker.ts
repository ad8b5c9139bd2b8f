import { isIP } from 'node:net'

import type { Files } from '../../files.ts'
import type { Tick } from '../../sampler/source.ts'
import { addressInHosts, type Resolve } from '../lookup.ts'
import type { Ask } from './ask.ts'
import type { Answers } from './figures.ts'

/** A name that was looked up is used so long, ms. */
const NAME_KEPT_MS = 300_000

/** A machine that is asked, under its name in the readings. */
export interface Target {
  name: string
  /** An address or a name. */
  host: string
  port: number
  /** Ways to ask, the better one first. */
  ways: readonly Ask[]
}

/** What is known of a target. */
interface Known {
  host: string
  address: string | null
  /** The address is looked up again from then on, ms since boot. */
  until: number
  /** The way that was answered last. */
  way: Ask | null
}

/** Asks targets, each in the way that was answered last, and where that is silent in the others. */
export function createAsker(files: Files, resolve: Resolve) {
  const known = new Map<string, Known>()

  function recall({ name, host }: Target): Known {
    const before = known.get(name)
    if (before?.host === host) return before
    const fresh = { host, address: isIP(host) === 0 ? null : host, until: 0, way: null }
    known.set(name, fresh)
    return fresh
  }

  async function locate(at: Known, { up }: Tick, signal: AbortSignal): Promise<string | null> {
    if (isIP(at.host) !== 0 || up < at.until) return at.address
    const listed = addressInHosts(files.read('/etc/hosts') ?? '', at.host)
    at.address = listed ?? (await resolve(at.host, signal).catch(() => []))[0] ?? null
    if (at.address !== null) at.until = up + NAME_KEPT_MS
    return at.address
  }

  return {
    /** One round of answers, all missing where nobody answers in any way; null where this machine has no way to ask. */
    async ask(target: Target, tick: Tick, signal: AbortSignal): Promise<Answers | null> {
      const at = recall(target)
      const address = await locate(at, tick, signal)
      // A machine whose name nobody knows is out of reach like one that is switched off.
      if (address === null) return [null]
      const { way: last } = at
      const ways = last === null ? target.ways : [last, ...target.ways.filter(way => way !== last)]
      let silence: Answers | null = null
      for (const way of ways) {
        const answers = await way.ask({ address, port: target.port }, tick, signal)
        if (answers?.some(time => time !== null) === true) {
          at.way = way
          return answers
        }
        silence ??= answers
      }
      return silence
    },

    /** How the target last answered; null where it never did. */
    wayOf: (name: string): Ask['name'] | null => known.get(name)?.way?.name ?? null,

    /** Forgets what is no target any more. */
    keep(names: readonly string[]): void {
      for (const name of known.keys()) if (!names.includes(name)) known.delete(name)
    },
  }
}
