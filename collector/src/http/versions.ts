import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { Type } from 'typebox'

import { Problem } from './problem.ts'

/*
 * What is read whole and replaced whole may have been changed by somebody else in between. Its version is its content's hash, told as `ETag`;
 * who sends it back as `If-Match` is refused where it is not any more what is held (RFC 9110, 13.1.1). Without it the last one wins.
 */

export const IfMatch = Type.Object({
  'if-match': Type.Optional(Type.String({ maxLength: 100, description: 'The ETag of what is to be replaced.' })),
})

const versionOf = (value: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)}"`

/** Tells the version of an answer with it. */
export function tagged<T>(reply: FastifyReply, value: T): T {
  void reply.header('etag', versionOf(value))
  return value
}

/** Throws a `Problem` where the request is about another version than the one held. */
export function refuseOvertaken({ headers }: Pick<FastifyRequest, 'headers'>, held: unknown): void {
  const wanted = headers['if-match']
  if (wanted !== undefined && wanted !== '*' && wanted !== versionOf(held))
    throw new Problem(412, 'conflict', 'Somebody else has changed it meanwhile; read it anew.')
}

/** Does one thing after the other, so that nobody writes between another's look and their writing. */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
