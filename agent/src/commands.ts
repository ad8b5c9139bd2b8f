import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/** How a program that was started ended. `missing` and `denied`: it did not start. `late` and `too-much`: it was killed with its children. */
export type CommandResult =
  | { kind: 'done'; code: number; stdout: string; stderr: string }
  | { kind: 'missing' | 'denied' | 'late' | 'too-much' }

export interface CommandLimits {
  deadlineMs: number
  /** Bytes of output, each of standard output and standard error. */
  maxBytes: number
  signal?: AbortSignal
}

/** The one way in which sources start programs; replaced by a table in tests. */
export interface Commands {
  run(program: string, args: readonly string[], limits: CommandLimits): Promise<CommandResult>
}

/** Where the system keeps its own programs; what a person put before them in PATH does not count. */
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Programs of the system, at the lowest priority, in English, in a group of their own that is killed whole. */
export const systemCommands: Commands = {
  run(program, args, { deadlineMs, maxBytes, signal }) {
    const { promise, resolve } = Promise.withResolvers<CommandResult>()
    const onWindows = process.platform === 'win32'
    const child = spawn(program, args, {
      detached: !onWindows,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: onWindows ? process.env : { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    })
    let cut: 'late' | 'too-much' | null = null
    const stop = (reason: 'late' | 'too-much'): void => {
      cut ??= reason
      killTree(child.pid)
      // A grandchild that left the group may hold the pipes open; nothing more is read from them.
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const late = (): void => stop('late')
    const timer = setTimeout(late, deadlineMs)
    signal?.addEventListener('abort', late, { once: true })
    const stdout = collect(child.stdout, maxBytes, () => stop('too-much'))
    const stderr = collect(child.stderr, maxBytes, () => stop('too-much'))
    const settle = (result: CommandResult): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', late)
      resolve(result)
    }
    child.on('spawn', () => lowerPriority(child.pid))
    child.on('error', ({ code }: NodeJS.ErrnoException) =>
      settle({ kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'denied' }),
    )
    child.on('close', code =>
      settle(cut === null ? { kind: 'done', code: code ?? -1, stdout: stdout(), stderr: stderr() } : { kind: cut }),
    )
    return promise
  },
}

function collect(stream: NodeJS.ReadableStream, maxBytes: number, onTooMuch: () => void): () => string {
  const parts: Buffer[] = []
  let bytes = 0
  stream.on('data', (part: Buffer) => {
    bytes += part.length
    if (bytes > maxBytes) onTooMuch()
    else parts.push(part)
  })
  stream.on('error', () => undefined)
  return () => Buffer.concat(parts).toString()
}

function killTree(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

function lowerPriority(pid: number | undefined): void {
  try {
    setPriority(pid!, constants.priority.PRIORITY_LOW)
  } catch {
    // It ended before it could be asked to step back.
  }
}
