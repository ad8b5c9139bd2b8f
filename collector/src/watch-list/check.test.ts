import { SiteWatchListInput } from '@forewarn/shared/api.ts'
import { CONFIG_LIMITS } from '@forewarn/shared/protocol.ts'
import { readWatchList } from '@forewarn/shared/watch-list.ts'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import { describe, expect, test } from 'vitest'

import { checkWatchList } from './check.ts'
import { faultText, tellFaults } from './faults.ts'
import { anyWatchList } from './test-lists.ts'

const program = { name: 'Whiteboard', executables: ['whiteboard.exe'] }
const camera = { name: 'Camera', kind: 'camera' }
const peer = { name: 'Cloud', host: 'cloud.example' }

function faultsOf(given: unknown): string[] {
  const checked = checkWatchList(given)
  return checked.ok ? [] : checked.faults.map(faultText)
}

test('what may be left out is filled in', () => {
  const given = { watchedPrograms: [program], requiredPeripherals: [camera], peers: [peer] }
  expect(checkWatchList(given)).toEqual({
    ok: true,
    list: {
      watchedPrograms: [{ ...program, roles: [] }],
      requiredPeripherals: [{ ...camera, usbId: null, roles: [] }],
      peers: [{ ...peer, port: 443, roles: [] }],
    },
  })
  const empty = { ok: true, list: { watchedPrograms: [], requiredPeripherals: [], peers: [] } }
  expect(checkWatchList({})).toEqual(empty)
  expect(checkWatchList({ watchedPrograms: null, peers: [] })).toEqual(empty)
})

describe('a fault is told by the name of its field', () => {
  const three = 'must have the fields watchedPrograms, requiredPeripherals, peers'
  test.each<[given: unknown, fault: string]>([
    [undefined, `the list ${three}`],
    [null, `the list ${three}`],
    [[], `the list ${three}`],
    ['peers', `the list ${three}`],
    [{ peer: [] }, 'peer is not known; known are watchedPrograms, requiredPeripherals, peers'],
    [{ classHours: [] }, 'classHours is not known; known are watchedPrograms, requiredPeripherals, peers'],
    [{ peers: {} }, 'peers must be a list'],
    [{ peers: ['cloud.example'] }, 'peers[0] must have the fields name, host, port, roles'],
    [{ peers: [{ host: 'a' }] }, 'peers[0].name is missing'],
    [{ peers: [{ ...peer, name: ' ' }] }, 'peers[0].name must be text of 1 to 200 characters'],
    [{ peers: [{ ...peer, name: 'x'.repeat(201) }] }, 'peers[0].name must be text of 1 to 200 characters'],
    [{ peers: [{ ...peer, name: '\uD800' }] }, 'peers[0].name must be text of 1 to 200 characters'],
    [{ peers: [{ name: 'Cloud' }] }, 'peers[0].host is missing'],
    [{ peers: [{ ...peer, host: '-c 1 cloud.example' }] }, 'peers[0].host must be a host name or an address'],
    [{ peers: [{ ...peer, host: 'https://cloud.example/' }] }, 'peers[0].host must be a host name or an address'],
    [{ peers: [{ ...peer, port: 0 }] }, 'peers[0].port must be a whole number from 1 to 65535'],
    [{ peers: [{ ...peer, port: '443' }] }, 'peers[0].port must be a whole number from 1 to 65535'],
    [
      { peers: [{ ...peer, roles: ['board', 'king'] }] },
      'peers[0].roles[1] must be one of board, lecture-room-main, lecture-room-remote, other',
    ],
    [{ peers: [{ ...peer, path: '/' }] }, 'peers[0].path is not known; known are name, host, port, roles'],
    [
      { watchedPrograms: [{ ...program, executables: ['C:\\Windows\\x.exe'] }] },
      'watchedPrograms[0].executables[0] must be the name of a program’s file, without its folder',
    ],
    [
      { watchedPrograms: [{ name: 'Whiteboard' }] },
      'watchedPrograms[0].executables must name at least one program file',
    ],
    [
      { watchedPrograms: [{ ...program, executables: [] }] },
      'watchedPrograms[0].executables must name at least one program file',
    ],
    [{ requiredPeripherals: [{ name: 'Camera' }] }, 'requiredPeripherals[0].kind is missing'],
    [
      { requiredPeripherals: [{ ...camera, kind: 'toaster' }] },
      'requiredPeripherals[0].kind must be one of camera, microphone, speaker, display, touch, usb',
    ],
    [
      { requiredPeripherals: [{ ...camera, usbId: '1A2B:3C4D' }] },
      'requiredPeripherals[0].usbId must look like 1a2b:3c4d, in lower case',
    ],
    [
      { ['k'.repeat(500)]: 1 },
      `${'k'.repeat(60)}… is not known; known are watchedPrograms, requiredPeripherals, peers`,
    ],
  ])('%j', (given, fault) => expect(faultsOf(given)).toEqual([fault]))

  test('one entry too many of each', () => {
    const many = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i))
    const { programs, executables, peripherals, peers } = CONFIG_LIMITS
    expect(
      faultsOf({
        watchedPrograms: [
          { ...program, executables: many(executables + 1, i => `a${i}`) },
          ...many(programs, i => ({ ...program, name: `p${i}` })),
        ],
        requiredPeripherals: many(peripherals + 1, i => ({ ...camera, name: `c${i}` })),
        peers: many(peers + 1, i => ({ ...peer, name: `h${i}` })),
      }),
    ).toEqual([
      'watchedPrograms has 33 entries; it may have 32',
      'watchedPrograms[0].executables has 17 entries; it may have 16',
      'requiredPeripherals has 17 entries; it may have 16',
      'peers has 9 entries; it may have 8',
    ])
  })

  test('more bytes than every welcome of the site should carry', () => {
    const executables = Array.from({ length: 16 }, (_, i) => `${i}${'文'.repeat(150)}`)
    const watchedPrograms = Array.from({ length: 32 }, (_, i) => ({ name: `p${i}`, executables }))
    expect(faultsOf({ watchedPrograms })).toEqual([
      expect.stringMatching(/^the list has \d+ bytes; it may have 32768$/),
    ])
  })
})

test('all faults are told together, and a list of nothing but faults is told in short', () => {
  const given = { watchedPrograms: [{}], peers: [{ port: 0 }], more: 1 }
  const checked = checkWatchList(given)
  expect(checked.ok ? '' : tellFaults(checked.faults).join('; ')).toBe(
    'more is not known; known are watchedPrograms, requiredPeripherals, peers; watchedPrograms[0].name is missing; ' +
      'watchedPrograms[0].executables must name at least one program file; peers[0].name is missing; ' +
      'peers[0].host is missing; peers[0].port must be a whole number from 1 to 65535',
  )
  const flood = checkWatchList(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, 1])))
  expect(flood.ok ? '' : tellFaults(flood.faults).join('; ')).toMatch(/; and 4950 more$/)
})

describe('a name is used once for a device', () => {
  const twice = (a: string[], b: string[]) =>
    faultsOf({
      peers: [
        { ...peer, roles: a },
        { ...peer, roles: b },
      ],
    })
  test.each([
    [[], []],
    [['board'], []],
    [['board'], ['other', 'board']],
  ])('%j and %j meet', (a, b) =>
    expect(twice(a, b)).toEqual(['peers[1].name is the name of [0] too, for the same devices']),
  )
  test('roles that no device has both of may share it', () => expect(twice(['board'], ['other'])).toEqual([]))
})

test('what is accepted is what the API describes, and agents keep all of it', () => {
  fc.assert(
    fc.property(anyWatchList(), given => {
      const checked = checkWatchList(given)
      expect(checked).toMatchObject({ ok: true })
      if (!checked.ok) return
      expect(Value.Check(SiteWatchListInput, given)).toBe(true)
      expect(checkWatchList(checked.list)).toEqual(checked)
      const kept = readWatchList(checked.list)
      const sent = Object.values(checked.list).map(list => list.map(({ roles: _roles, ...entry }) => entry))
      expect([kept.watchedPrograms, kept.requiredPeripherals, kept.peers]).toEqual(sent)
    }),
  )
})

test('nothing that can be written as JSON breaks the check', () => {
  fc.assert(fc.property(fc.jsonValue(), given => void checkWatchList(given)))
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.jsonValue(),
      (a, b) => void checkWatchList({ watchedPrograms: [a, { executables: b, roles: a }], peers: b, __proto__: null }),
    ),
  )
})
