import { GRADED, STRICT } from '@forewarn/shared/clock-policy.ts'
import { describe, expect, it } from 'vitest'

import { amountOf, changesBetween, faultsOfPolicy, presetOf, termOf, withTerm } from './clock-policy.ts'
import { faultsOfWatchList, fileNames } from './watch-list.ts'

describe('the clocks of a site', () => {
  it('are told as a person says them, and back', () => {
    for (const [n, unit] of [
      [10, 'minutes'],
      [2, 'hours'],
      [90, 'minutes'],
      [3, 'workingDays'],
    ] as const)
      expect(amountOf(termOf(n, unit))).toEqual({ n, unit })
    expect(amountOf(termOf(120, 'minutes'))).toEqual({ n: 2, unit: 'hours' })
  })
  it('are a preset where they promise the same', () => {
    expect(presetOf(STRICT)).toBe('strict')
    expect(presetOf(JSON.parse(JSON.stringify(GRADED)) as typeof GRADED)).toBe('graded')
    const own = withTerm(
      withTerm(STRICT, { grade: 2, clock: 'answer' }, termOf(1, 'hours')),
      { grade: 3, clock: 'plan' },
      null,
    )
    expect(presetOf(own)).toBeNull()
    expect(changesBetween(STRICT, own)).toEqual([
      { grade: 2, clock: 'answer', before: { hours: 0.5 }, after: { hours: 1 } },
      { grade: 3, clock: 'plan', before: { workingDays: 3 }, after: undefined },
    ])
  })
  it('promise no nothing and no half days', () => {
    expect(faultsOfPolicy(STRICT)).toBe(0)
    for (const term of [{ hours: 0 }, { hours: Number.NaN }, { workingDays: 1.5 }, { workingDays: 300 }])
      expect(faultsOfPolicy(withTerm(STRICT, { grade: 1, clock: 'solve' }, term))).toBe(1)
  })
})

describe('a watch list that is written', () => {
  it('tells what has to be put right in which entry', () => {
    const roles: [] = []
    expect(
      faultsOfWatchList({
        watchedPrograms: [
          { name: 'a', executables: ['a.exe'], roles },
          { name: ' ', executables: ['a.exe'], roles },
          { name: 'a', executables: ['c:\\a.exe'], roles },
        ],
        requiredPeripherals: [
          { name: 'c', kind: 'camera', usbId: null, roles },
          { name: 'c', kind: 'camera', usbId: '1A2B', roles },
        ],
        peers: [
          { name: 'p', host: 'http://x', port: 443, roles },
          { name: 'p', host: 'x.example', port: Number.NaN, roles },
        ],
      }),
    ).toEqual({
      watchedPrograms: [null, 'name', 'executables'],
      requiredPeripherals: [null, 'usbId'],
      peers: ['host', 'port'],
      count: 5,
    })
    expect(fileNames('a.exe， White Board.exe、a.exe;')).toEqual(['a.exe', 'White Board.exe'])
  })
})
