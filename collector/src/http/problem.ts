import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

import { PasswordsBusyError } from './passwords.ts'

/** A refusal that reaches the caller as it is: status, stable code, a sentence that says what to do. */
export class Problem extends Error {
  readonly statusCode: number
  readonly code: string
  readonly retryAfterSeconds: number | null
  constructor(statusCode: number, code: string, message: string, retryAfterMs?: number) {
    super(message)
    this.name = 'Problem'
    this.statusCode = statusCode
    this.code = code
    this.retryAfterSeconds = retryAfterMs === undefined ? null : Math.max(1, Math.ceil(retryAfterMs / 1000))
  }
}

/** Codes for what the framework refuses by itself. */
const FRAMEWORK_CODES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-content-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_VALIDATION: 'invalid',
  FST_ERR_HANDLER_TIMEOUT: 'timeout',
}

/** Turns whatever went wrong into an `ApiError`. What nobody foresaw is logged whole and told as little as possible. */
export function answerProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error)
  if (problem.statusCode >= 500) request.log.error({ err: error }, 'a request failed')
  if (problem.retryAfterSeconds !== null) void reply.header('retry-after', problem.retryAfterSeconds)
  return reply
    .code(problem.statusCode)
    .type('application/json; charset=utf-8')
    .send({ code: problem.code, message: problem.message })
}

function asProblem(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error
  if (error instanceof PasswordsBusyError) return new Problem(503, 'busy', 'Too many sign-ins at once.', 2000)
  const { code, statusCode, validation, validationContext } = error as FastifyError
  if (validation !== undefined && validation !== null) {
    const faults = validation.map(fault => `${fault.instancePath.slice(1) || 'it'} ${fault.message ?? 'is wrong'}`)
    return new Problem(400, 'invalid', `The ${validationContext ?? 'request'} does not fit: ${faults.join('; ')}.`)
  }
  if (isStorageFailure(error))
    return new Problem(503, 'store-unavailable', 'The collector cannot write to its disk now; see /health.', 10_000)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem(statusCode, FRAMEWORK_CODES[code] ?? 'bad-request', error.message)
  if (statusCode === 503)
    return new Problem(503, FRAMEWORK_CODES[code] ?? 'unavailable', 'The collector is busy or stopping.', 5000)
  return new Problem(500, 'internal', 'Something went wrong in the collector; its log says more.')
}

/** SQLite's codes for a full, broken or read-only disk (FULL 13, IOERR 10, READONLY 8, CANTOPEN 14). */
function isStorageFailure(error: Error): boolean {
  const { errcode, message } = error as Error & { errcode?: number }
  if (errcode !== undefined) return [8, 10, 13, 14].includes(errcode % 256)
  return /database or disk is full|disk I\/O error|readonly database/.test(message)
}
