import type { Reading, Series } from '@forewarn/shared/record.ts'

import type { Files } from '../files.ts'
import { isVirtualInterface } from '../hardware.ts'
import { whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'
import { createLinks, type LinkReading } from './links.ts'

/** What an interface has counted since it came up. */
export interface InterfaceCounters {
  name: string
  receive: Counters
  transmit: Counters
}
interface Counters {
  bytes: number
  errors: number
  dropped: number
}

/** More interfaces than a terminal has; a switch's worth of virtual ones must not fill a sample. */
const MOST_INTERFACES = 16

/**
 * The lines of /proc/net/dev. Columns after the name: receive bytes packets errs drop fifo frame compressed multicast, then transmit
 * bytes packets errs drop fifo colls carrier compressed (proc_pid_net(5)).
 */
export function parseNetDev(text: string): InterfaceCounters[] {
  return text.split('\n').flatMap(line => {
    const colon = line.lastIndexOf(':')
    if (colon === -1) return []
    const name = line.slice(0, colon).trim()
    const columns = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
    if (name === '' || columns.length < 16) return []
    const at = (index: number): number => Number(columns[index])
    return [
      {
        name,
        receive: { bytes: at(0), errors: at(2), dropped: at(3) },
        transmit: { bytes: at(8), errors: at(10), dropped: at(11) },
      },
    ]
  })
}

/** What an interface has sent and received, and its link; all under the interface's name, so that they are found together. */
function seriesOf(name: string): Series[] {
  const link = { 'network.interface.name': name }
  const traffic = (['system.network.io', 'system.network.errors', 'system.network.packet.dropped'] as const).flatMap(
    (metric): Series[] =>
      ['receive', 'transmit'].map(direction => [metric, { ...link, 'network.io.direction': direction }]),
  )
  return [
    ...traffic,
    ['hw.network.up', link],
    ['hw.network.bandwidth.limit', link],
    ['forewarn.network.carrier.changes', link],
  ]
}

function valuesOf({ receive, transmit }: InterfaceCounters, { up, speed, changes }: LinkReading): Reading[] {
  const { bytes, errors, dropped } = receive
  const counters = [bytes, transmit.bytes, errors, transmit.errors, dropped, transmit.dropped]
  return [...counters.map(whole), up, speed, changes]
}

/** Traffic, errors and links of the physical network interfaces, from /proc and sysfs. The runtime has no such counters elsewhere. */
export function createNetworkSource(files: Files): Source {
  const links = createLinks(files)
  let present = ''
  let chosen = new Set<string>()
  let series: Series[] = []
  let seen = false
  return {
    name: 'network',
    everyMs: null,
    deadlineMs: 2_000,
    read({ up }) {
      const text = files.read('/proc/net/dev')
      if (text === null) return { absent: 'no interface counters without /proc' }
      const all = parseNetDev(text)
      const names = all.map(({ name }) => name).join(' ')
      if (names !== present) {
        present = names
        chosen = choose(names.split(' '), files)
        series = all.filter(({ name }) => chosen.has(name)).flatMap(({ name }) => seriesOf(name))
      }
      seen ||= chosen.size > 0
      if (!seen) return { absent: 'no network interface' }
      const interfaces = all.filter(({ name }) => chosen.has(name))
      const { links: now, events } = links.read(
        interfaces.map(({ name }) => name),
        up,
      )
      return { series, values: interfaces.flatMap((counters, i) => valuesOf(counters, now[i]!)), events }
    },
  }
}

/** The interfaces with hardware behind them; inside a container, where none has, those that are not known to be made up. */
function choose(names: string[], files: Files): Set<string> {
  const physical = names.filter(name => !name.includes('/') && files.exists(`/sys/class/net/${name}/device`))
  const wanted = physical.length > 0 ? physical : names.filter(name => !isVirtualInterface(name))
  return new Set(wanted.slice(0, MOST_INTERFACES))
}
