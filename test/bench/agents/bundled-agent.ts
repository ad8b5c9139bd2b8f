import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

import { writeIdentity } from '@forewarn/agent/identity.ts'

import { enrolDevice, type Reachable } from '../../support/api.ts'

const AGENT_FOLDER = join(import.meta.dirname, '../../../agent')
const STOP_MS = 8_000

/** Builds the agent as it is shipped and answers how Node is to be started for it. */
export function buildBundle(): string[] {
  const bundle = execFileSync(process.execPath, [join(AGENT_FOLDER, 'build.ts')], { encoding: 'utf8' }).trim()
  const { nodeFlags } = JSON.parse(readFileSync(join(AGENT_FOLDER, 'package.json'), 'utf8')) as { nodeFlags: string[] }
  return [...nodeFlags, bundle]
}

/** The clock that lets an agent live through a day in minutes, as plain JavaScript in the folder. */
export function writeFastClock(folder: string): string {
  const source = readFileSync(join(import.meta.dirname, 'fast-clock.ts'), 'utf8')
  const path = join(folder, 'fast-clock.cjs')
  writeFileSync(path, stripTypeScriptTypes(source))
  return path
}

/** Enrols a device whose agent lives in the folder. */
export async function enrolAgent(at: Reachable, folder: string, hostname: string): Promise<string> {
  const identity = await enrolDevice(at, { hostname })
  writeIdentity(folder, identity)
  return identity.device
}

/** Starts the bundled agent as a service would. */
export function startAgent(bundle: readonly string[], folder: string, preload: string | null = null) {
  const flags = preload === null ? [] : ['--require', preload]
  const startedAt = Date.now()
  const child = spawn(process.execPath, [...flags, ...bundle, 'run', '--data', folder, '--log-to', 'file'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'exit')
  return {
    pid: child.pid!,
    startedAt,
    said: () => said,
    signal: (name: 'SIGUSR2') => child.kill(name),
    async stop(): Promise<void> {
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(kill)
    },
  }
}
