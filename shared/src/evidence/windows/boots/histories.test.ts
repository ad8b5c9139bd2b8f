import fc from 'fast-check'
import { expect, test } from 'vitest'

import { logsOf } from '../logs.ts'
import { Machine } from '../testing/machine.ts'
import { bootsOf } from './boots.ts'

const STEPS = [
  'restart',
  'crash',
  'lose power',
  'fast startup',
  'lose what was saved',
  'hibernate',
  'sleep',
  'set clock',
] as const
type Step = { what: (typeof STEPS)[number]; ran: number; off: number; code: number; days: number }

/** Lets a machine live through a step, and says how the start after it must be told, or null where none follows. */
function live(machine: Machine, { what, ran, off, code, days }: Step, flavour: string): string | null {
  machine.run(ran)
  switch (what) {
    case 'restart':
      machine.ask().stop().off(off).boot()
      return 'cold clean'
    case 'crash':
      machine.off(off).boot({ code, dump: (['made', 'failed', 'none'] as const)[code % 3]! })
      return `cold unclean 0x${code.toString(16)}`
    case 'lose power':
      machine.off(off).boot({})
      return 'cold unclean power-loss-or-hang'
    case 'fast startup':
      machine.ask().sleep(6).resume(6, off)
      return 'fast-startup clean'
    case 'lose what was saved':
      machine.ask().sleep(6).off(off).boot({ during: 6, resumeFailed: true })
      // Windows 7 has no fast startup: to it this is power lost asleep.
      return flavour === '7' ? 'cold unclean power-loss-or-hang' : 'cold clean'
    case 'hibernate':
      machine.sleep(5).resume(5, off)
      return 'hibernate clean'
    case 'sleep':
      machine.sleep(3).resume(3, off)
      return null
    case 'set clock':
      machine.setClock(new Date(machine.now + days * 86_400_000).toISOString())
      return null
  }
}

const step = fc.record({
  what: fc.constantFrom(...STEPS),
  ran: fc.double({ min: 0.5, max: 900, noNaN: true }),
  off: fc.double({ min: 0.2, max: 4_000, noNaN: true }),
  code: fc.integer({ min: 1, max: 0x1ff }),
  days: fc.double({ min: -30, max: 30, noNaN: true }),
})

test('every history is told as it was, in whatever order it is exported', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('7', '8.1', '10', '11', 'server'),
      fc.array(step, { maxLength: 25 }),
      fc.constantFrom('forwards', 'backwards', 'by time', 'twice'),
      (flavour, steps, order) => {
        const machine = new Machine(flavour, '2024-03-04T00:00:00Z').boot()
        const expected = steps.map(one => live(machine, one, flavour)).filter(start => start !== null)
        machine.run(1)
        const { events } = machine
        const exported = {
          forwards: events,
          backwards: events.toReversed(),
          'by time': events.toSorted((a, b) => a.at - b.at),
          twice: [...events, ...events.slice(events.length / 2)],
        }[order]
        const logs = logsOf(exported).logs
        expect(logs).toHaveLength(1)
        const told = bootsOf(logs[0]!.events).boots.map(({ kind, previous: { end, cause, bugcheckCode } }) =>
          [kind, end, bugcheckCode ?? cause].filter(part => part !== null).join(' '),
        )
        expect(told).toEqual(['cold unknown', ...expected])
      },
    ),
    { numRuns: 300 },
  )
})
