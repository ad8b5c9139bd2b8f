import { pino } from 'pino'

import type { CollectorSettings } from './settings.ts'

/** The log: one JSON object a line on standard output. Secrets that reach it by mistake are blotted out. */
export function createLog(level: CollectorSettings['logLevel'], destination: 1 | 2 = 1): pino.Logger {
  const secrets = ['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'ticket']
  return pino(
    { level, base: null, redact: { paths: secrets.flatMap(name => [name, `*.${name}`, `*.*.${name}`]) } },
    pino.destination({ dest: destination, sync: true }),
  )
}
