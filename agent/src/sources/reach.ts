import type { InventoryBody, Reading, Series } from '@forewarn/shared/record.ts'

import { isClass } from '../guest/class-hours.ts'
import { seconds } from '../sampler/round.ts'
import type { Source, Tick } from '../sampler/source.ts'
import { placeOf } from './collector-place.ts'
import type { SourceParts } from './index.ts'
import { resolveWith, type Resolve } from './lookup.ts'
import type { Ask } from './reach/ask.ts'
import { createAsker, type Target } from './reach/asker.ts'
import { createConnect } from './reach/connect.ts'
import { figuresOf } from './reach/figures.ts'
import { defaultGateway } from './reach/gateway.ts'
import { createPing } from './reach/ping.ts'

/** A round this often, ms. While the link is up the collector is asked only every fifth time: ten thousand agents ask one collector. */
const EVERY_MS = 60_000
const COLLECTOR_EVERY_MS = 300_000
/** A gateway hardly listens anywhere; one that has a page of its own has it here, any other refuses. */
const GATEWAY_PORT = 80
const GATEWAY = 'gateway'
const COLLECTOR = 'collector'

type Figures = ReturnType<typeof figuresOf>
const UNTOLD: Figures = [null, null, null]

/** The parts that ask, replaced in tests. */
interface ReachParts {
  resolve?: Resolve
  icmp?: Ask
  tcp?: Ask
}

function seriesOf(names: readonly string[]): Series[] {
  return names.flatMap((name): Series[] => {
    const attributes = { 'forewarn.target': name }
    return [
      ['forewarn.network.round_trip', attributes],
      ['forewarn.network.loss', attributes],
      ['forewarn.network.jitter', attributes],
    ]
  })
}

/**
 * Round trip, loss and jitter to the machines this one depends on: its gateway, its collector, and in lessons the peers it works with.
 * Gateway and collector are asked by ICMP, which costs them nothing, and by TCP where that is not answered; peers the other way
 * round, because their service matters and connecting costs us a quarter of starting ping. The way that was answered last is tried
 * first; a fact tells which. While the link to the collector is up, its pings tell the round trip.
 */
export function createReachSource(
  { files, commands, config, link, clock }: Pick<SourceParts, 'files' | 'commands' | 'config' | 'link' | 'clock'>,
  { resolve = resolveWith(), icmp = createPing(commands), tcp = createConnect(clock) }: ReachParts = {},
): Source {
  const asker = createAsker(files, resolve)
  let askCollectorAt = Number.NEGATIVE_INFINITY
  let present = ''
  let series: Series[] = []

  function targetsAt({ now }: Tick): Target[] {
    const { address, clockOffsetMs } = link()
    const { classHours, peers } = config()
    const gateway = defaultGateway(files)
    const collector = placeOf(address)
    const lesson = classHours.length === 0 || isClass({ classHours }, now + (clockOffsetMs ?? 0))
    const targets = [
      ...(gateway === null ? [] : [{ name: GATEWAY, host: gateway, port: GATEWAY_PORT, ways: [icmp, tcp] }]),
      { name: COLLECTOR, host: collector.address, port: collector.port, ways: [icmp, tcp] },
      ...(lesson ? peers.map(peer => ({ ...peer, ways: [tcp, icmp] })) : []),
    ]
    // A peer that goes by a name already given would be the same series.
    return targets.filter(({ name }, i) => targets.findIndex(other => other.name === name) === i)
  }

  async function measure(target: Target, tick: Tick, signal: AbortSignal): Promise<Figures> {
    const answers = await asker.ask(target, tick, signal)
    // A gateway that has never answered may be told not to; that says nothing about the way through it.
    const mute = target.name === GATEWAY && asker.wayOf(GATEWAY) === null
    return answers === null || mute ? UNTOLD : figuresOf(answers)
  }

  async function measureCollector(target: Target, tick: Tick, signal: AbortSignal): Promise<Figures> {
    const { roundTripMs } = link()
    if (roundTripMs === null) return measure(target, tick, signal)
    let asked = UNTOLD
    if (tick.up >= askCollectorAt) {
      askCollectorAt = tick.up + COLLECTOR_EVERY_MS - EVERY_MS / 2
      asked = await measure(target, tick, signal)
    }
    return [seconds(roundTripMs, 6), asked[1], asked[2]]
  }

  function factsOf(names: readonly string[]): InventoryBody {
    return { subject: 'reach', facts: Object.fromEntries(names.map(name => [name, asker.wayOf(name) ?? 'none'])) }
  }

  return {
    name: 'reach',
    pace: 'slow',
    everyMs: EVERY_MS,
    deadlineMs: 25_000,
    async read(tick, signal) {
      const targets = targetsAt(tick)
      const names = targets.map(({ name }) => name)
      const values: Reading[][] = await Promise.all(
        targets.map(target => (target.name === COLLECTOR ? measureCollector : measure)(target, tick, signal)),
      )
      asker.keep(names)
      if (JSON.stringify(names) !== present) {
        present = JSON.stringify(names)
        series = seriesOf(names)
      }
      return { series, values: values.flat(), facts: [factsOf(names)] }
    },
  }
}
