import { systemClock } from '@forewarn/shared/clock.ts'
import { join } from 'node:path'

import { addressFault } from '../address.ts'
import { createAgent } from '../agent.ts'
import { readIdentity } from '../identity.ts'
import { createFileWriter, createLog } from '../log.ts'
import { CommandError, EXIT } from './exit.ts'
import type { AgentSettings } from './program.ts'

const LOG_BYTES = 1024 * 1024

/** Runs the agent until a signal, or the closing of standard input where asked for, stops it. */
export async function run(settings: AgentSettings, options: { stopOnStdinClose: boolean }): Promise<void> {
  // Spool, log and identity are for this user alone.
  process.umask(0o077)
  const identity = readIdentity(settings.data)
  if (identity === null)
    throw new CommandError(
      `this device is not enrolled (no identity in ${settings.data}); run "forewarn-agent enroll --code …" first`,
      EXIT.notEnrolled,
    )
  const fault = addressFault(settings.collector ?? identity.address, settings.allowPlainWs)
  if (fault !== null) throw new CommandError(fault, EXIT.usage)
  const write =
    settings.logTo === 'file'
      ? createFileWriter(join(settings.data, 'agent.log'), LOG_BYTES)
      : (line: string) => void process.stderr.write(line)
  const log = createLog({ level: settings.logLevel, clock: systemClock, write })
  const agent = createAgent({
    folder: settings.data,
    identity,
    address: settings.collector,
    spoolBytes: settings.spoolBytes,
    log,
  })
  const stopped = untilStopped(options.stopOnStdinClose)
  await agent.start()
  log.info('running', { device: identity.device, data: settings.data })
  log.info('stopping', { reason: await stopped })
  await agent.stop()
}

/** Resolves with the reason when the agent is told to stop. A second signal ends the process at once. */
async function untilStopped(stdinToo: boolean): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  process.once('SIGINT', resolve)
  process.once('SIGTERM', resolve)
  if (stdinToo) {
    process.stdin.once('close', () => resolve('standard input closed'))
    process.stdin.on('error', () => resolve('standard input failed'))
    process.stdin.resume()
  }
  return promise
}
