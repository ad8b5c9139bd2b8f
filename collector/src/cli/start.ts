import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'

import { systemClock } from '@forewarn/shared/clock.ts'
import { Command, CommanderError } from 'commander'

import { createCleanups } from '../cleanups.ts'
import { createCollector, StartError, type Started } from '../collector.ts'
import { dataPaths } from '../data-folder.ts'
import { createLocalAgent } from '../local-agent.ts'
import { createLog } from '../log.ts'
import { CONSOLE_FOLDER, WORKSPACE_FOLDER } from '../paths.ts'
import type { CollectorSettings } from '../settings.ts'
import { VERSION } from '../version.ts'
import { connect } from './client.ts'
import type { Io } from './context.ts'
import { EXIT, exitCodeOf } from './exit.ts'
import { settingsFrom, withSettings } from './settings-options.ts'

const BUILD_LIMIT_MS = 120_000
const ENROL_LIMIT_MS = 30_000
const run = promisify(execFile)

/** `pnpm start`: a collector and one agent on this machine, until it is told to stop. Answers the exit code. */
export async function runStart(args: string[], io: Io): Promise<number> {
  const command = withSettings(
    new Command('start').description('run a collector on the embedded store, and one agent for this machine'),
  )
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeOut: text => io.out(text), writeErr: text => io.err(text) })
    .action((flags: Record<string, unknown>) => startBoth(flags, io))
  try {
    await command.parseAsync(args, { from: 'user' })
    return EXIT.ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    io.err(`forewarn: ${(error as Error).message}\n`)
    return exitCodeOf(error)
  }
}

async function startBoth(flags: Record<string, unknown>, io: Io): Promise<void> {
  const settings = await settingsFrom(flags, io.env, { logLevel: 'warn' })
  const log = createLog(settings.logLevel, 2)
  const cleanups = createCleanups(log, 20_000)
  const stopped = io.untilStopped()
  const { signal } = abortOn(stopped)
  try {
    const options = { settings, clock: systemClock, log, version: VERSION, consoleFolder: CONSOLE_FOLDER }
    const collector = createCollector(options)
    // A busy port or an unwritable folder is told before anything takes long.
    const started = await collector.start()
    cleanups.add('collector', () => collector.stop())

    await Promise.all(['dashboards/console/build.ts', 'agent/build.ts'].map(script => build(script, io, signal)))
    signal.throwIfAborted()
    const agentProgram = findAgent()
    await enrolOnce(agentProgram, settings, signal)
    const agent = createLocalAgent({
      command: [
        process.execPath,
        ...agentFlags(),
        agentProgram,
        'run',
        '--data',
        dataPaths(settings.data).agent,
        '--log-to',
        'file',
        '--stop-on-stdin-close',
        ...addressFor(settings, started),
      ],
      clock: systemClock,
      report: message => io.err(`forewarn: ${message}\n`),
    })
    agent.start()
    cleanups.add('agent', () => agent.stop())

    io.out(await describe(settings, started))
    await stopped
    io.out('Stopping …\n')
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await cleanups.run()
  }
}

/** So that being stopped ends the steps of starting too. */
function abortOn(stopped: Promise<unknown>): AbortController {
  const controller = new AbortController()
  void stopped.then(() => controller.abort())
  return controller
}

/** Runs a build script of another room, which does nothing when its result is up to date. A failure is told, and what was built before is used. */
async function build(script: string, io: Io, signal: AbortSignal): Promise<void> {
  if (!existsSync(join(WORKSPACE_FOLDER, script))) return
  try {
    await run(process.execPath, [script], { cwd: WORKSPACE_FOLDER, timeout: BUILD_LIMIT_MS, signal })
  } catch (error) {
    if (!signal.aborted) io.err(`forewarn: ${script} failed: ${complaintOf(error)}\n`)
  }
}

/** How Node is to be started for the agent, as its package says, so that it stays small. */
function agentFlags(): string[] {
  const manifest = JSON.parse(readFileSync(join(WORKSPACE_FOLDER, 'agent/package.json'), 'utf8')) as {
    nodeFlags?: string[]
  }
  return manifest.nodeFlags ?? []
}

function findAgent(): string {
  const bundle = join(WORKSPACE_FOLDER, 'agent/dist/forewarn-agent.cjs')
  return existsSync(bundle) ? bundle : join(WORKSPACE_FOLDER, 'agent/src/main.ts')
}

/**
 * Where this machine's agent finds the collector: the port may be another than at enrolment. With a given certificate the name in the code
 * is what it vouches for.
 */
function addressFor({ tls }: CollectorSettings, { url }: Started): string[] {
  return tls === 'given' ? [] : ['--collector', url.replace(/^http/, 'ws')]
}

/** Enrols this machine's agent the first time. */
async function enrolOnce(agentProgram: string, settings: CollectorSettings, signal: AbortSignal): Promise<void> {
  const folder = dataPaths(settings.data).agent
  if (existsSync(join(folder, 'identity.json'))) return
  const { code } = await connect(settings.data).post<{ code: string }>('/api/v1/enrolment-codes', {
    uses: 'one',
    expiresInHours: 1,
  })
  try {
    const args = [agentProgram, 'enroll', '--code', code, '--data', folder]
    await run(process.execPath, args, { timeout: ENROL_LIMIT_MS, signal })
  } catch (error) {
    throw new StartError(`this machine's agent could not be enrolled: ${complaintOf(error)}`, { cause: error })
  }
}

/** The head of what a failed program wrote, where programs name the cause. */
function complaintOf(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string }
  const text = stripVTControlCharacters(stderr ?? '').trim() || message
  return text.split('\n').slice(0, 8).join('\n')
}

/** The one block that says all: where the page is, how to sign in, where data lives, how to stop. */
async function describe(settings: CollectorSettings, { pageUrl, firstPassword }: Started): Promise<string> {
  const { path } = await connect(settings.data).post<{ path: string }>('/api/v1/sign-in-links', {})
  return [
    '',
    `  Forewarn 未雨 ${VERSION} is running.`,
    '',
    `  Page      ${pageUrl}${path}`,
    '            (this link signs you in once, within 15 minutes; after that use the password)',
    `  Sign-in   user admin, ${firstPassword === null ? 'the password of the first start' : `password ${firstPassword}  (shown this once)`}`,
    `  Data      ${resolve(settings.data)}`,
    '  Stop      Ctrl-C',
    '',
    '',
  ].join('\n')
}
