import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Duplex } from 'node:stream'

import { parseEnrolmentCode, type EnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import { ENROL_PATH, type EnrolAnswer, type EnrolRequest } from '@forewarn/shared/protocol.ts'

import { addressFault } from './address.ts'
import type { Identity } from './identity.ts'
import { isIssuedBy, peerChain } from './pinned.ts'

const DEADLINE_MS = 15_000
const ANSWER_BYTES = 64 * 1024

/** Enrolment did not happen; the message tells a person why. `refused` where the collector answered and said no. */
export class EnrolmentError extends Error {
  readonly refused: boolean
  constructor(message: string, options: { refused: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'EnrolmentError'
    this.refused = options.refused
  }
}

export interface EnrolOptions {
  code: string
  /** The collector's address where it differs from the code's. */
  address: string | null
  allowPlainWs: boolean
  request: Omit<EnrolRequest, 'secret'>
  deadlineMs?: number
}

/** Exchanges a code for an identity. The secret leaves this machine only after the collector has shown the certificate in the code. */
export async function enrol(options: EnrolOptions): Promise<Identity> {
  let code: EnrolmentCode
  try {
    code = parseEnrolmentCode(options.code)
  } catch (error) {
    throw new EnrolmentError((error as Error).message, { refused: false, cause: error })
  }
  const address = options.address ?? code.address
  const fault = addressFault(address, options.allowPlainWs)
  if (fault !== null) throw new EnrolmentError(fault, { refused: false })
  const deadline = AbortSignal.timeout(options.deadlineMs ?? DEADLINE_MS)
  const url = new URL(address)
  let authority: string | null = null
  let response: { status: number; body: string }
  try {
    let connection: Duplex | undefined
    if (url.protocol === 'wss:') {
      const secured = await connectSecurely(url, code.fingerprint, deadline)
      connection = secured.socket
      authority = secured.authority
    }
    const { request } = await import('node:http')
    response = await post(request, url, connection, { ...options.request, secret: code.secret }, deadline)
  } catch (error) {
    if (error instanceof EnrolmentError) throw error
    const reason = deadline.aborted ? 'it did not answer in time' : (error as Error).message
    throw new EnrolmentError(`cannot reach the collector at ${address}: ${reason}`, { refused: false, cause: error })
  }
  const answer = readAnswer(response)
  return { ...answer, address, fingerprint: code.fingerprint, authority }
}

/** Connects by TLS and makes sure who is there: by the code's fingerprint, else by the public authorities. */
async function connectSecurely(
  url: URL,
  fingerprint: string | null,
  signal: AbortSignal,
): Promise<{ socket: Duplex; authority: string | null }> {
  const { connect } = await import('node:tls')
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  const isAddress = /^[\d.]+$|:/.test(host)
  const socket = connect({
    host,
    port: Number(url.port || 443),
    ...(isAddress ? {} : { servername: host }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: fingerprint === null,
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = (): void => void socket.destroy(new Error('too slow'))
  signal.addEventListener('abort', abort, { once: true })
  socket.once('secureConnect', resolve)
  socket.once('error', reject)
  try {
    await promise
    if (fingerprint === null) return { socket, authority: null }
    const chain = peerChain(socket)
    const pinned = chain.find(certificate => certificate.fingerprint256 === fingerprint)
    if (pinned === undefined || !isIssuedBy(pinned, chain))
      throw new EnrolmentError(
        'the certificate is not the one in the code: this is another server, or its certificate was replaced after the code was made',
        { refused: false },
      )
    return { socket, authority: pinned.toString() }
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

type MakeRequest = (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest

async function post(
  makeRequest: MakeRequest,
  url: URL,
  connection: Duplex | undefined,
  body: EnrolRequest,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  const text = JSON.stringify(body)
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const request = makeRequest(
    {
      method: 'POST',
      host: url.hostname.replaceAll(/^\[|\]$/g, ''),
      port: Number(url.port || (connection === undefined ? 80 : 443)),
      path: ENROL_PATH,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), connection: 'close' },
      signal,
      ...(connection === undefined ? { agent: false } : { createConnection: () => connection }),
    },
    response => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        answer += part
        if (answer.length > ANSWER_BYTES) response.destroy(new Error('its answer is too long'))
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answer }))
    },
  )
  request.on('error', reject)
  request.end(text)
  return promise
}

function readAnswer({ status, body }: { status: number; body: string }): EnrolAnswer {
  let answer: Partial<EnrolAnswer> & { message?: unknown }
  try {
    answer = Object(JSON.parse(body)) as typeof answer
  } catch {
    answer = {}
  }
  const { device, key, epoch } = answer
  if (status >= 200 && status < 300) {
    if (
      typeof device === 'string' &&
      typeof key === 'string' &&
      Number.isSafeInteger(epoch) &&
      device !== '' &&
      key !== ''
    )
      return { device, key, epoch: epoch!, authority: null }
    throw new EnrolmentError('what answers at this address is not a Forewarn collector', { refused: false })
  }
  const words = typeof answer.message === 'string' ? answer.message : `it answered ${status}`
  throw new EnrolmentError(`the collector refuses the enrolment: ${words}`, { refused: status >= 400 && status < 500 })
}
