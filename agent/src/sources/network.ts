import type { Reading, Series } from '@forewarn/shared/record.ts'

import type { Files } from '../files.ts'
import { isVirtualInterface } from '../hardware.ts'
import { whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

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

function seriesOf(names: string[]): Series[] {
  return names.flatMap(name =>
    (['system.network.io', 'system.network.errors', 'system.network.packet.dropped'] as const).flatMap(
      (metric): Series[] =>
        ['receive', 'transmit'].map(direction => [
          metric,
          { 'network.interface.name': name, 'network.io.direction': direction },
        ]),
    ),
  )
}

function valuesOf({ receive, transmit }: InterfaceCounters): Reading[] {
  return [receive.bytes, transmit.bytes, receive.errors, transmit.errors, receive.dropped, transmit.dropped].map(whole)
}

/** Traffic and errors of the physical network interfaces, from /proc. The runtime has no such counters elsewhere. */
export function createNetworkSource(files: Files): Source {
  let present = ''
  let chosen = new Set<string>()
  let series: Series[] = []
  return {
    name: 'network',
    everyMs: null,
    deadlineMs: 2_000,
    read() {
      const text = files.read('/proc/net/dev')
      if (text === null) return { absent: 'no interface counters without /proc' }
      const interfaces = parseNetDev(text)
      const names = interfaces.map(({ name }) => name)
      if (names.join(' ') !== present) {
        present = names.join(' ')
        chosen = choose(names, files)
        series = seriesOf(names.filter(name => chosen.has(name)))
      }
      if (chosen.size === 0) return { absent: 'no network interface' }
      return { series, values: interfaces.filter(({ name }) => chosen.has(name)).flatMap(valuesOf) }
    },
  }
}

/** The interfaces with hardware behind them; inside a container, where none has, those that are not known to be made up. */
function choose(names: string[], files: Files): Set<string> {
  const physical = names.filter(name => !name.includes('/') && files.exists(`/sys/class/net/${name}/device`))
  const wanted = physical.length > 0 ? physical : names.filter(name => !isVirtualInterface(name))
  return new Set(wanted.slice(0, MOST_INTERFACES))
}
