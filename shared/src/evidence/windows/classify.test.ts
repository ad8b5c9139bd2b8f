import fc from 'fast-check'
import { expect, test } from 'vitest'

import { EVENTS } from '../../events.ts'
import { classify } from './classify.ts'
import { eventOf } from './testing/events.ts'

test('whatever an event says, what is told of it is bounded and holds no path', () => {
  const kinds: [provider: string, id: number][] = [
    ['Application Error', 1000],
    ['Application Hang', 1002],
    ['Service Control Manager', 7023],
    ['Service Control Manager', 7031],
    ['Service Control Manager', 7036],
    ['disk', 51],
    ['disk', 157],
    ['cdrom', 7],
    ['storahci', 129],
    ['Microsoft-Windows-StorPort', 512],
    ['Microsoft-Windows-Ntfs', 98],
    ['Display', 4101],
    ['Microsoft-Windows-Kernel-PnP', 219],
    ['Microsoft-Windows-WHEA-Logger', 19],
    ['Microsoft-Windows-Resource-Exhaustion-Detector', 2004],
  ]
  // Half a character now and then, as damaged logs have.
  const unit = fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code))
  const value = fc.oneof(
    fc.string({ unit, maxLength: 80 }),
    fc.constantFrom('C:\\Users\\王\\x.exe', '\\\\server\\share\\文档', '0x1', '4294967295', 'x'.repeat(2_000)),
  )
  const name = fc.constantFrom(
    null,
    'AppName',
    'ModuleName',
    'param1',
    'param2',
    'DriveName',
    'DeviceName',
    'CorruptionActionState',
    'FailureName',
    'DriverName',
    'ProductId',
    'CriticalWarning',
  )
  const field = fc.tuple(name, value)
  const path = fc.constantFrom(
    'M/ProcessInfo/Process_1/Name',
    'M/ProcessInfo/Process_1/CommitCharge',
    'M/SystemInfo/SystemCommitLimit',
  )
  fc.assert(
    fc.property(
      fc.record({
        kind: fc.constantFrom(...kinds),
        level: fc.nat(5),
        data: fc.array(field, { maxLength: 6 }),
        binary: fc.option(value),
        userData: fc.array(fc.tuple(path, value), { maxLength: 4 }),
      }),
      ({ kind, ...given }) => {
        const found = classify({ ...eventOf(...kind), ...given })
        if (found === null) return
        expect(Object.keys(EVENTS)).toContain(found.name)
        expect(JSON.stringify(found.attributes).length).toBeLessThan(1_500)
        for (const text of Object.values(found.attributes))
          if (typeof text === 'string') expect([text.isWellFormed(), /[\\\p{Cc}]/u.test(text)]).toEqual([true, false])
      },
    ),
    { numRuns: 1_000 },
  )
})
