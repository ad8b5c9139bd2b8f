import type { Room } from '@forewarn/shared/api.ts'
import { describe, expect, it } from 'vitest'

import { incident } from '../../test/incidents.ts'
import { device } from '../../test/samples.ts'
import { countMarks, gridsOf, markOf, worstFirst, worstGrades } from './marks.ts'

const NOW = Date.parse('2026-11-25T06:18:00Z')
const at = (id: string, changes: Parameters<typeof device>[2] = {}) => device(id, NOW, changes)
const nothing = { rooms: () => undefined, grades: new Map(), isClass: () => null }

describe('how a terminal stands', () => {
  it('is the grade of its worst unsolved incident, whether it is heard or not', () => {
    const grades = worstGrades([
      incident('F-1', NOW, 0, { grade: 3, devices: ['a', 'b'] }),
      incident('F-2', NOW, 0, { grade: 1, devices: ['b'] }),
      incident('F-3', NOW, 0, { grade: 1, devices: ['a'], state: 'resolved' }),
      incident('F-4', NOW, 0, { grade: 2, devices: ['a'], parent: 'F-9' }),
    ])
    expect(Object.fromEntries(grades)).toEqual({ a: 3, b: 1 })
    expect(markOf(at('a', { state: 'offline' }), 3, null)).toBe('g3')
  })
  it('is no data in class and where nobody knows, off by timetable only outside the lessons', () => {
    const silent = at('a', { state: 'offline' })
    expect(markOf(silent, undefined, true)).toBe('unk')
    expect(markOf(silent, undefined, null)).toBe('unk')
    expect(markOf(silent, undefined, false)).toBe('off')
    expect(markOf(at('a', { state: 'never' }), undefined, true)).toBe('never')
    expect(markOf(at('a'), undefined, false)).toBe('ok')
  })
})

describe('a school as a grid', () => {
  it('keeps its places: by building, floor, room and name', () => {
    const rooms = new Map<string, Room>([
      ['r1', { id: 'r1', siteId: 's1', building: '明德楼', floor: '2', name: '201' }],
      ['r2', { id: 'r2', siteId: 's1', building: '明德楼', floor: '1', name: '110' }],
      ['r3', { id: 'r3', siteId: 's1', building: '明德楼', floor: '1', name: '19' }],
    ])
    const devices = [at('a', { roomId: 'r1' }), at('b', { roomId: 'r2' }), at('c', { roomId: 'r3' })]
    const [grid] = gridsOf(devices, { ...nothing, rooms: id => rooms.get(id) })
    expect(grid!.places.map(place => place.device.id)).toEqual(['c', 'b', 'a'])
  })
  it('stands before others when it is worse, then when more of it is, then by name', () => {
    const devices = [
      at('a', { siteId: 'calm', siteName: 'A' }),
      at('b', { siteId: 'silent', siteName: 'B', state: 'offline' }),
      at('c', { siteId: 'bad', siteName: 'C' }),
      at('d', { siteId: 'silenter', siteName: 'D', state: 'offline' }),
      at('e', { siteId: 'silenter', siteName: 'D', state: 'offline' }),
      at('f', { siteId: 'quiet', siteName: 'E', state: 'never' }),
    ]
    const grids = gridsOf(devices, { ...nothing, grades: new Map([['c', 4 as const]]) })
    expect(worstFirst(grids).map(({ id }) => id)).toEqual(['bad', 'silenter', 'silent', 'calm', 'quiet'])
    expect(countMarks(grids.flatMap(({ places }) => places))).toMatchObject({ g4: 1, unk: 3, ok: 1, never: 1 })
  })
})
