import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
} from 'fastify'
import { randomUUID } from 'node:crypto'

import { registerApi } from './api.ts'
import type { App, Parts } from './app.ts'
import { registerConsole } from './console-page.ts'
import { registerHealth } from './routes/health.ts'
import type { CollectorMetrics } from './metrics.ts'
import { answerProblem } from './problem.ts'
import { registerMetrics } from './routes/metrics.ts'

/** What one caller may cost. Times in milliseconds, sizes in bytes. */
export const HTTP_LIMITS = {
  bodyBytes: 64 * 1024,
  /** To send the head of a request; slower is cut with 408. */
  headersTimeoutMs: 15_000,
  /** To send a whole request. */
  requestTimeoutMs: 30_000,
  /** How often the two above are looked at. */
  checkIntervalMs: 5000,
  /** A connection on which nothing moves. Agents and live pages send more often than this. */
  idleTimeoutMs: 120_000,
  handshakeTimeoutMs: 10_000,
  requestsPerMinute: 3000,
  enrolmentsPerMinute: 120,
  liveConnections: 200,
  /** A sign of life to live pages, and a look at whether they may stay. */
  liveBeatMs: 15_000,
}
export type HttpLimits = typeof HTTP_LIMITS

export interface ServerOptions {
  parts: Parts
  log: FastifyBaseLogger
  metrics: CollectorMetrics
  /** PEM; null serves plain HTTP. */
  tls: { key: string; cert: string } | null
  /** Tells browsers to use TLS for this host name from now on: only where everyone can verify the certificate. */
  strictTransport: boolean
  trustProxy: string[]
  /** The built console's files. */
  consoleFolder: string
  limits?: Partial<HttpLimits>
}

/** The whole HTTP side: limits, headers and every route, not yet listening. */
export async function createServer(options: ServerOptions): Promise<App> {
  const { parts, metrics } = options
  const limits = { ...HTTP_LIMITS, ...options.limits }
  const node = { headersTimeout: limits.headersTimeoutMs, connectionsCheckingInterval: limits.checkIntervalMs }
  const common = {
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.idleTimeoutMs,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy.length > 0 ? options.trustProxy : false,
    routerOptions: { maxParamLength: 200 },
  } satisfies FastifyServerOptions
  const bare: FastifyInstance =
    options.tls === null
      ? fastify({ ...common, http: node })
      : (fastify({
          ...common,
          https: { ...node, ...options.tls, handshakeTimeout: limits.handshakeTimeoutMs, minVersion: 'TLSv1.2' },
        }) as FastifyInstance)
  const app: App = bare.withTypeProvider<TypeBoxTypeProvider>()

  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.setSerializerCompiler(() => value => JSON.stringify(value))
  app.setErrorHandler(answerProblem)
  app.addHook('onResponse', async (request, reply) => {
    const { url: route = 'unknown' } = request.routeOptions
    metrics.countRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000)
    const ms = Math.round(reply.elapsedTime)
    request.log.debug({ method: request.method, route, status: reply.statusCode, ms }, 'answered')
  })

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: options.strictTransport,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(cookie)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Forewarn collector', version: parts.version },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'forewarn' },
        },
      },
    },
  })
  parts.gateway.register(app)
  registerHealth(app, parts)
  registerMetrics(app, parts, metrics)
  await registerApi(app, parts, limits)
  await registerConsole(app, options.consoleFolder)
  return app
}
