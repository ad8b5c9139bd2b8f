import { PhotoList, PhotoView, SentRequests } from '@forewarn/shared/request-api.ts'
import { PHOTO_LIMITS, type RequestKind } from '@forewarn/shared/requests.ts'
import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'

import { cleanPhoto, type CleanPhoto } from '../../photos/clean.ts'
import { NotAPhoto } from '../../photos/not-a-photo.ts'
import type { PhotoRow } from '../../store/photos.ts'
import type { Principal } from '../access.ts'
import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { scopeOf } from '../scope.ts'

const Params = Type.Object({ incident: Type.String({ maxLength: 40 }) })
const TYPES = ['image/jpeg', 'image/png', 'image/webp']
/** How many photos those who handle an incident may add to it each. */
const MOST_PER_PERSON = 20

/** Photos of an incident and what people sent about it: for those who are signed in, and for nobody else. */
export function registerPhotos(app: App, parts: Parts): void {
  const { store } = parts
  const tags = ['incidents']

  app.get(
    '/incidents/:incident/requests',
    {
      config: { audience: 'engineer' },
      schema: {
        summary: 'What people without an account sent about an incident, and how to reach them',
        tags,
        params: Params,
        response: { 200: SentRequests },
      },
    },
    async request => ({
      requests: (await store.requests.ofIncident(request.params.incident)).map(
        ({ at, what, lessonStopped, text, contact }) => ({
          at: isoTime(at),
          what: what as RequestKind,
          lessonStopped,
          text,
          contact,
        }),
      ),
    }),
  )

  app.get(
    '/incidents/:incident/photos',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: { summary: 'The photos of an incident', tags, params: Params, response: { 200: PhotoList } },
    },
    async request => ({ photos: (await store.photos.of(request.params.incident)).map(describePhoto) }),
  )

  app.get(
    '/photos/:photo',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'A photo',
        tags,
        params: Type.Object({ photo: Type.String({ maxLength: 40 }) }),
        produces: TYPES,
      },
    },
    async (request, reply) => {
      const photo = await store.photos.get(request.params.photo)
      if (photo === null || !scopeOf(request).sees(photo.siteId))
        throw new Problem(404, 'unknown-photo', 'There is no such photo.')
      return (
        reply
          .type(photo.type)
          // It is a picture whatever a stranger hid in it: opened by itself it can neither run nor load anything.
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('cache-control', 'private, max-age=86400, immutable')
          .send(Buffer.from(photo.body))
      )
    },
  )

  takePhotos(app, child => {
    child.post(
      '/incidents/:incident/photos',
      {
        config: { audience: 'engineer' },
        bodyLimit: PHOTO_LIMITS.bytes,
        schema: {
          summary: 'Add a photo to an incident: JPEG, PNG or WebP as the body; a note may then name it',
          tags,
          params: Params,
          response: { 201: PhotoView },
        },
      },
      async (request, reply) => {
        const { name } = request.getDecorator<Principal>('principal')
        const kept = await keepPhoto(parts, request.params.incident, {
          body: request.body,
          by: name,
          most: MOST_PER_PERSON,
        })
        return reply.code(201).send(describePhoto(kept))
      },
    )
  })
}

/** Registers routes that take a picture as their body; all others go on to refuse one unread. */
export function takePhotos(app: App, register: (child: App) => void): void {
  void app.register(async child => {
    child.addContentTypeParser(TYPES, { parseAs: 'buffer', bodyLimit: PHOTO_LIMITS.bytes }, (_request, body, done) =>
      done(null, body),
    )
    register(child)
  })
}

/** Cleans what was sent and keeps it. Throws a `Problem` where it is no photo, or one too many. */
export async function keepPhoto(
  { store, clock }: Parts,
  incidentId: string,
  { body, by, most }: { body: unknown; by: string; most: number },
): Promise<PhotoRow> {
  if (!(body instanceof Uint8Array)) throw new Problem(415, 'wrong-content-type', 'Send a JPEG, PNG or WebP picture.')
  const { type, width, height, body: clean } = cleaned(body)
  const photo = {
    id: `photo-${randomBytes(12).toString('hex')}`,
    incidentId,
    type,
    width,
    height,
    at: clock.now(),
    actor: by,
  }
  const result = await store.photos.add(photo, clean, most)
  if (result === 'unknown-incident') throw new Problem(404, 'unknown-incident', 'There is no such incident.')
  if (result === 'too-many')
    throw new Problem(409, 'too-many-photos', 'The incident has as many photos as it may have.')
  return { ...photo, bytes: clean.length }
}

function cleaned(body: Uint8Array): CleanPhoto {
  try {
    return cleanPhoto(body)
  } catch (error) {
    if (error instanceof NotAPhoto)
      throw new Problem(400, 'not-a-photo', `This is no photo that is taken here: ${error.message}.`)
    throw error
  }
}

function describePhoto({ id, type, width, height, at, actor }: PhotoRow): PhotoView {
  return { id, type: type as PhotoView['type'], width, height, at: isoTime(at), actor }
}
