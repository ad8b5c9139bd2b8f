import type { Room } from '@forewarn/shared/api.ts'

const byName = new Intl.Collator('zh', { numeric: true })

/** How a room is called where its building and floor have to be told: `启智楼 2 音乐教室`. */
export const roomPlace = ({ building, floor, name }: Room): string =>
  [building, floor, name].filter(part => part !== null).join(' ')

/** Rooms by building, floor and name, `2` before `10`. */
export const inOrder = (rooms: readonly Room[]): Room[] =>
  [...rooms].sort((a, b) => byName.compare(roomPlace(a), roomPlace(b)))
