import { systemClock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { systemFiles } from '../files.ts'
import type { Happening, SourceReading } from '../sampler/source.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createDeaths } from '../watchers/deaths.ts'
import { createCounter } from './events.ts'
import { createProcessTable } from './process-table.linux.ts'
import { createProgramsSource } from './programs.ts'

/** The kernel's clocks tick every 10 ms; what is looked for is there well within this, ms. */
const SOON = { timeout: 20_000, interval: 50 }

/** A program of its own name in a folder of its own: a script that waits at a pipe nobody writes to. */
function createBoard(name: string) {
  const folder = temporaryFolder()
  const path = join(folder, name)
  execFileSync('mkfifo', [join(folder, 'pipe')])
  writeFileSync(path, `#!/bin/sh\nread line < "${join(folder, 'pipe')}"\n`, { mode: 0o755 })
  return path
}

function start(program: string, ...args: string[]): ChildProcess & { pid: number } {
  const child = spawn(program, args, { stdio: 'ignore' })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'close')
  })
  return child as ChildProcess & { pid: number }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  await once(child, 'close')
}

/** The real source on the real process table. Time goes on by an hour's worth of ticks where a test says so, and never back. */
function watch(name: string) {
  const deaths = createDeaths()
  const config = { ...DEFAULT_AGENT_CONFIG, watchedPrograms: [{ name: 'Board', executables: [name] }] }
  const source = createProgramsSource(createProcessTable(systemFiles), {
    config: () => config,
    deaths,
    suppressed: createCounter(),
  })
  let ahead = 0
  const told: Happening[] = []
  const look = (): Record<string, unknown> => {
    const tick = { now: systemClock.now() + ahead, up: systemClock.up() + ahead }
    const { series, values, events } = source.read(tick, AbortSignal.abort()) as SourceReading
    told.push(...(events ?? []))
    return Object.fromEntries(series.map(([metric], i) => [metric.replace('forewarn.program.', ''), values[i]]))
  }
  return {
    deaths,
    look,
    pass: (ms: number): void => void (ahead += ms),
    told: () =>
      told.map(({ name, attributes: { pid, reason } }) => [name, pid, ...(reason === undefined ? [] : [reason])]),
    /** Looks until it sees so many instances. */
    until: (instances: number) => vi.waitFor(() => expect(look()).toMatchObject({ instances }), SOON),
  }
}

describe.runIf(process.platform === 'linux')('a program that really runs', () => {
  test('starts, restarts at once, is closed, and each is told', async () => {
    const board = createBoard('forewarn-board')
    const { until, told, pass, look } = watch('Forewarn-Board')
    await until(0)
    const first = start(board)
    await until(1)
    expect(look()).toMatchObject({ restarts: 0, hung: 0 })
    expect(look()['uptime']).toBeLessThan(10)
    expect(look()['memory.usage']).toBeGreaterThan(100_000)
    expect(look()['handles']).toBeGreaterThanOrEqual(3)

    await stop(first, 'SIGTERM')
    const second = start(board)
    await vi.waitFor(() => expect(look()).toMatchObject({ instances: 1, restarts: 1 }), SOON)
    await stop(second, 'SIGTERM')
    await until(0)
    pass(60_000)
    look()
    expect(new Set(told())).toEqual(
      new Set([
        ['program.started', first.pid],
        ['program.started', second.pid],
        ['program.exited', first.pid, 'unknown'],
        ['program.exited', second.pid, 'unknown'],
      ]),
    )
  })

  test('is killed by SIGSEGV and its parent does not ask: the process table tells', async () => {
    const board = createBoard('forewarn-crash')
    const { until, told, look } = watch('forewarn-crash')
    await until(0)
    const parent = spawn('/bin/sh', ['-c', '"$0" & echo $!; exec sleep 60', board], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(async () => {
      parent.kill('SIGKILL')
      await once(parent, 'close')
    })
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string]
    const pid = Number(line)
    await until(1)
    process.kill(pid, 'SIGSEGV')
    await until(0)
    expect(told()).toEqual([
      ['program.started', pid],
      ['program.crash', pid, 'signal'],
    ])
    look()
    expect(told()).toHaveLength(2)
  })

  test('is killed by SIGSEGV and its parent asks: the log tells', async () => {
    const board = createBoard('forewarn-asked')
    const { until, told, deaths, pass, look } = watch('forewarn-asked')
    await until(0)
    const child = start(board)
    await until(1)
    await stop(child, 'SIGSEGV')
    await until(0)
    expect(told()).toEqual([['program.started', child.pid]])
    pass(1_000)
    deaths.note({
      pid: child.pid,
      program: 'forewarn-asked',
      cause: 'segfault',
      signal: 'SIGSEGV',
      at: systemClock.now(),
    })
    look()
    expect(told().at(-1)).toEqual(['program.crash', child.pid, 'segfault'])
  })

  test('is stopped, hangs, and goes on', async () => {
    const child = start(createBoard('forewarn-stop'))
    const { until, told, pass, look } = watch('forewarn-stop')
    await until(1)
    child.kill('SIGSTOP')
    const table = createProcessTable(systemFiles)
    await vi.waitFor(() => expect(table.read(child.pid)).toMatchObject({ state: 'T' }), SOON)
    expect(look()).toMatchObject({ hung: 0 })
    pass(130_000)
    expect(look()).toMatchObject({ hung: 1 })
    child.kill('SIGCONT')
    await vi.waitFor(() => expect(look()).toMatchObject({ hung: 0 }), SOON)
    // Whether it began with the first look or before is a matter of 10 ms.
    expect(told().slice(-2)).toEqual([
      ['program.hung', child.pid, 'stopped'],
      ['program.responding', child.pid, 'stopped'],
    ])
  })

  test('calls its main thread otherwise and is known by its file', async () => {
    const copy = join(temporaryFolder(), 'forewarn-node')
    copyFileSync(process.execPath, copy)
    execFileSync('chmod', ['755', copy])
    const child = start(copy, '-e', 'setInterval(() => undefined, 1000)')
    const table = createProcessTable(systemFiles)
    await vi.waitFor(() => expect(table.read(child.pid)!.comm).toContain('MainThread'), SOON)
    const { until, look } = watch('forewarn-node')
    await until(1)
    expect(look()['memory.usage']).toBeGreaterThan(10_000_000)
  })
})
