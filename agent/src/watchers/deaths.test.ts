import { describe, expect, test } from 'vitest'

import { createDeaths, type Death } from './deaths.ts'

const AT = 1_800_000_000_000

function death(given: Partial<Death> = {}): Death {
  return { pid: 7, program: 'board', cause: 'segfault', signal: 'SIGSEGV', at: AT, ...given }
}

describe('recent deaths', () => {
  test('a death is found by its process id, by nobody else, and not by who began later', () => {
    const deaths = createDeaths()
    deaths.note(death())
    expect(deaths.of(7, AT - 1_000)).toEqual(death())
    expect(deaths.of(8, AT - 1_000)).toBeNull()
    expect(deaths.of(7, AT + 1)).toBeNull()
  })

  test('what the kernel said first keeps its cause; the core dump after it adds the signal', () => {
    const deaths = createDeaths()
    deaths.note(death({ cause: 'fault', signal: null }))
    deaths.note(death({ cause: 'coredump', signal: 'SIGILL', at: AT + 900 }))
    expect(deaths.of(7, AT)).toEqual(death({ cause: 'fault', signal: 'SIGILL' }))
  })

  test('a process id that is used again is a new death', () => {
    const deaths = createDeaths()
    deaths.note(death())
    deaths.note(death({ cause: 'oom', signal: 'SIGKILL', at: AT + 600_000 }))
    expect(deaths.of(7, AT)).toMatchObject({ cause: 'oom', at: AT + 600_000 })
  })

  test('minutes later a death is forgotten', () => {
    const deaths = createDeaths()
    deaths.note(death())
    deaths.note(death({ pid: 8, at: AT + 300_001 }))
    expect(deaths.of(7, 0)).toBeNull()
    expect(deaths.of(8, 0)).not.toBeNull()
  })

  test('a crash loop fills no memory: the newest 256 are kept', () => {
    const deaths = createDeaths()
    for (let pid = 1; pid <= 1_000; pid++) deaths.note(death({ pid }))
    const kept = Array.from({ length: 1_000 }, (_, i) => deaths.of(i + 1, 0)).filter(found => found !== null)
    expect(kept.map(({ pid }) => pid)).toEqual(Array.from({ length: 256 }, (_, i) => i + 745))
  })
})
