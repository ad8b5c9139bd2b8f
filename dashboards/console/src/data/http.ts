import type { ApiError } from '@forewarn/shared/api.ts'

import { learnServerTime, localInstant } from './clock.ts'
import { sessionEnded } from './session.ts'

/** Why a request brought no answer that can be used. */
export class RequestFailure extends Error {
  /** HTTP status; 0 where nothing answered. */
  readonly status: number
  /** The collector's stable code, or `unreachable`. */
  readonly code: string
  /** What the collector asks to wait before the next try, when it said so. */
  readonly retryAfterMs: number | null

  constructor(status: number, code: string, message: string, retryAfterMs: number | null = null) {
    super(message)
    this.name = 'RequestFailure'
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** Longer than any answer of a healthy collector takes. */
const DEADLINE_MS = 20_000

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  signal?: AbortSignal
  /** The answer 401 means "wrong", not "signed out". */
  signingIn?: boolean
}

/**
 * One exchange with the collector. Throws `RequestFailure`, or the abort's reason when the caller gave up. An answer 401
 * ends the session, so that the page asks for a sign-in wherever it happens.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const cut = new AbortController()
  const giveUp = () => cut.abort()
  const deadline = setTimeout(giveUp, DEADLINE_MS)
  options.signal?.addEventListener('abort', giveUp)
  const sentAt = localInstant()
  let response: Response
  let text: string
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: cut.signal,
    })
    text = await response.text()
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    throw new RequestFailure(0, 'unreachable', 'the collector did not answer')
  } finally {
    clearTimeout(deadline)
    options.signal?.removeEventListener('abort', giveUp)
  }
  learnServerTime(response.headers.get('date'), sentAt, localInstant())
  const answer = parse(text)
  if (response.ok && answer !== undefined) return answer as T
  if (response.status === 401 && options.signingIn !== true) sessionEnded()
  const error = (answer ?? {}) as Partial<ApiError>
  throw new RequestFailure(
    response.status,
    typeof error.code === 'string' ? error.code : `http-${response.status}`,
    typeof error.message === 'string' ? error.message : response.statusText,
    waitOf(response.headers.get('retry-after')),
  )
}

/** The answer's JSON; null for an empty one; undefined where it is no JSON. */
function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function waitOf(header: string | null): number | null {
  const seconds = header === null ? Number.NaN : Number(header)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}
