import fc from 'fast-check'
import { expect, test } from 'vitest'

import { EVENTS } from '../../events.ts'
import { classify } from './classify.ts'
import { eventOf } from './testing/events.ts'

test('whatever an event says, what is told of it is bounded and holds no path', () => {
  const providers = [
    'Application Error',
    'Application Hang',
    'Service Control Manager',
    'disk',
    'cdrom',
    'Microsoft-Windows-Ntfs',
    'Display',
    'Microsoft-Windows-Kernel-PnP',
    'Microsoft-Windows-WHEA-Logger',
    'storahci',
    'Microsoft-Windows-Resource-Exhaustion-Detector',
  ]
  const ids = [
    7, 11, 17, 19, 51, 55, 98, 129, 153, 157, 219, 411, 1000, 1002, 2004, 4101, 7000, 7009, 7023, 7031, 7034, 7036,
  ]
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
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
        provider: fc.constantFrom(...providers),
        id: fc.constantFrom(...ids),
        level: fc.nat(5),
        data: fc.array(field, { maxLength: 12 }),
        binary: fc.option(value),
        userData: fc.array(fc.tuple(path, value), { maxLength: 4 }),
      }),
      given => {
        const found = classify({ ...eventOf(given.provider, given.id), ...given })
        if (found === null) return
        expect(Object.keys(EVENTS)).toContain(found.name)
        expect(JSON.stringify(found.attributes).length).toBeLessThan(1_500)
        for (const text of Object.values(found.attributes))
          if (typeof text === 'string') expect([text.isWellFormed(), /[\\\p{Cc}]/u.test(text)]).toEqual([true, false])
      },
    ),
    { numRuns: 600 },
  )
})
