import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

import { WORKSPACE } from './folders.ts'

/** How a program ended and what it said. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs one of the workspace's programs to its end. */
export function runProgram(script: string, ...args: string[]): Promise<Ended> {
  return new Promise(resolve => {
    execFile(process.execPath, [join(WORKSPACE, script), ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, stdout, stderr })
    })
  })
}

/** Starts one of the workspace's programs; it is ended with the test at the latest. */
export function startProgram(script: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(WORKSPACE, script), ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = (once(child, 'close') as Promise<[number | null]>).then(([code]) => code)
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text))
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  return {
    said,
    ended,
    signal: (name: 'SIGINT' | 'SIGTERM' | 'SIGKILL') => child.kill(name),
    closeInput: () => child.stdin.end(),
  }
}

/** Command lines of running processes that mention the text, from /proc. */
export function processesMentioning(text: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        // It ended while we looked.
        return []
      }
    })
    .filter(line => line.includes(text))
}
