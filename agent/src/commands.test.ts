import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'

import { systemCommands } from './commands.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const LIMITS = { deadlineMs: 20_000, maxBytes: 64 * 1024 }
const run = (script: string, limits: Partial<typeof LIMITS> & { signal?: AbortSignal } = {}) =>
  systemCommands.run('sh', ['-c', script], { ...LIMITS, ...limits })

describe.skipIf(process.platform === 'win32')('a program of the system', () => {
  test('is heard out, with its exit code', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toEqual({
      kind: 'done',
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  test('speaks English in UTC at the lowest priority', async () => {
    // It steps back right after it has started, so it may have to look more than once.
    const result = await run('echo $LC_ALL $TZ; until [ "$(nice)" = 19 ]; do sleep 0.01; done; nice')
    expect(result).toMatchObject({ kind: 'done', stdout: 'C.UTF-8 UTC\n19\n' })
  })

  test('that is not installed is missing, one that may not run is denied', async () => {
    const folder = temporaryFolder()
    expect(await systemCommands.run(join(folder, 'nothing'), [], LIMITS)).toEqual({ kind: 'missing' })
    expect(await systemCommands.run(folder, [], LIMITS)).toEqual({ kind: 'denied' })
  })

  test('that hangs is killed at its deadline with everything it started', async () => {
    const note = join(temporaryFolder(), 'pid')
    const result = await run(`sleep 600 & echo $! > ${note}; wait`, { deadlineMs: 300 })
    expect(result).toEqual({ kind: 'late' })
    const child = readFileSync(note, 'utf8').trim()
    await vi.waitFor(() => expect(isAlive(child)).toBe(false))
  })

  test('whose child left its group and holds the pipes open does not hold up the answer', async () => {
    const note = join(temporaryFolder(), 'pid')
    const result = await run(`setsid sh -c 'echo $$ > ${note}; exec sleep 30' & wait`, { deadlineMs: 300 })
    expect(result).toEqual({ kind: 'late' })
    const stray = Number(readFileSync(note, 'utf8'))
    process.kill(stray, 'SIGKILL')
  })

  test('that says too much is cut off', async () => {
    expect(await run('yes', { maxBytes: 1024 })).toEqual({ kind: 'too-much' })
  })

  test('is given up when its source is', async () => {
    const result = run('sleep 600', { signal: AbortSignal.timeout(100) })
    expect(await result).toEqual({ kind: 'late' })
  })
})

/** Whether a process is there and not merely waiting to be collected. */
function isAlive(pid: string): boolean {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'))
}
