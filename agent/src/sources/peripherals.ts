import { PERIPHERAL_KINDS, type RequiredPeripheral } from '@forewarn/shared/protocol.ts'
import type { InventoryBody, Series } from '@forewarn/shared/record.ts'

import type { Source } from '../sampler/source.ts'
import type { SourceParts } from './index.ts'
import { createPeripheralBook } from './peripheral-book.ts'
import { createPeripheralReader, isRequired, type Peripheral } from './peripheral-list.ts'

const EVERY_MS = 30_000
const FACT_LENGTH = 1_000

/** What is plugged in: cameras, microphones, speakers, displays, touch frames and all else on USB, and whether what a lesson needs is there. */
export function createPeripheralsSource({
  files,
  memory,
  config,
}: Pick<SourceParts, 'files' | 'memory' | 'config'>): Source {
  const read = createPeripheralReader(files)
  const book = createPeripheralBook(memory)
  let wanted: RequiredPeripheral[] | null = null
  let required: RequiredPeripheral[] = []
  let series: Series[] = []

  return {
    name: 'peripherals',
    pace: 'slow',
    everyMs: EVERY_MS,
    deadlineMs: 5_000,
    read(tick) {
      const found = read()
      if (found === null) return { absent: 'the kernel lists no peripherals' }
      const { requiredPeripherals } = config()
      if (requiredPeripherals !== wanted) {
        wanted = requiredPeripherals
        // A name stands for one series, so that the last of two with the same name counts.
        required = [...new Map(wanted.map(part => [part.name, part])).values()]
        series = seriesOf(required)
      }
      const events = book.look(tick, found, one => required.some(part => isRequired(part, one)))
      return { series, values: valuesOf(found, required), events, facts: [factsOf(found)] }
    },
  }
}

function seriesOf(required: RequiredPeripheral[]): Series[] {
  return [
    ...PERIPHERAL_KINDS.map((kind): Series => ['forewarn.peripheral.count', { kind }]),
    ...required.map(({ name }): Series => ['forewarn.peripheral.present', { 'forewarn.peripheral': name }]),
  ]
}

function valuesOf(found: Peripheral[], required: RequiredPeripheral[]): number[] {
  return [
    ...PERIPHERAL_KINDS.map(kind => found.filter(one => one.kind === kind).length),
    ...required.map(part => Number(found.some(one => isRequired(part, one)))),
  ]
}

function factsOf(found: Peripheral[]): InventoryBody {
  const names = PERIPHERAL_KINDS.map(kind => {
    const all = found
      .filter(one => one.kind === kind)
      .map(({ name, usbId }) => (usbId === null || usbId === name ? name : `${name} (${usbId})`))
    return [kind, all.toSorted().join('; ').slice(0, FACT_LENGTH)] as const
  })
  return { subject: 'peripherals', facts: Object.fromEntries(names) }
}
