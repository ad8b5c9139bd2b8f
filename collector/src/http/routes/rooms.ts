import { Room, RoomInput } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'
import { scopeOf } from '../scope.ts'

const Params = Type.Object({ room: Type.String() })
const { siteId: _fixed, ...editable } = RoomInput.properties
const RoomChange = Type.Partial(Type.Object(editable), { additionalProperties: false })

/** Rooms, each in one site. */
export function registerRooms(app: App, { store }: Parts): void {
  const tags = ['places']

  app.get(
    '/rooms',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'All rooms, or those of one site',
        tags,
        querystring: Type.Object({ site: Type.Optional(Type.String()) }),
        response: { 200: Type.Object({ rooms: Type.Array(Room) }) },
      },
    },
    async request => {
      const scope = scopeOf(request)
      const rooms = await store.places.listRooms(request.query.site ?? null)
      return { rooms: rooms.filter(room => scope.sees(room.siteId)) }
    },
  )

  app.post(
    '/rooms',
    {
      config: { audience: 'engineer', audit: { fields: ['siteId', 'name', 'building', 'floor'] } },
      schema: { summary: 'Create a room', tags, body: RoomInput, response: { 201: Room } },
    },
    async (request, reply) => {
      const { siteId, name, building = null, floor = null } = request.body
      const result = await store.places.createRoom({ siteId, name, building, floor })
      if (!result.ok) throw roomProblem(result.code)
      return reply.code(201).send(result.room)
    },
  )

  app.patch(
    '/rooms/:room',
    {
      config: { audience: 'engineer', audit: { fields: ['name', 'building', 'floor'] } },
      schema: { summary: 'Change a room', tags, params: Params, body: RoomChange, response: { 200: Room } },
    },
    async request => {
      const result = await store.places.updateRoom(request.params.room, request.body)
      if (!result.ok) throw roomProblem(result.code)
      return result.room
    },
  )

  app.delete(
    '/rooms/:room',
    {
      config: { audience: 'engineer' },
      schema: { summary: 'Remove an empty room', tags, params: Params, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const result = await store.places.removeRoom(request.params.room)
      if (!result.ok) throw roomProblem(result.code)
      return reply.code(204).send(null)
    },
  )
}

function roomProblem(code: 'unknown-site' | 'unknown-room' | 'name-taken' | 'room-in-use'): Problem {
  switch (code) {
    case 'unknown-site':
      return new Problem(404, code, 'There is no such site.')
    case 'unknown-room':
      return new Problem(404, code, 'There is no such room.')
    case 'name-taken':
      return new Problem(409, code, 'There is such a room already.')
    case 'room-in-use':
      return new Problem(409, code, 'There are devices in this room; move them first.')
  }
}
