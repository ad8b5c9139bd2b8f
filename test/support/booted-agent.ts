import { createAgent } from '@forewarn/agent/agent.ts'
import { systemFiles, type Files } from '@forewarn/agent/files.ts'
import { readIdentity } from '@forewarn/agent/identity.ts'
import { systemClock, type Clock } from '@forewarn/shared/clock.ts'

/*
 * The real agent as a process of its own, to be killed, in a boot that a test makes up. Its one argument is its task as JSON. It says when
 * it has started, and stops in order when its standard input closes.
 */

export interface BootedTask {
  folder: string
  bootId: string
  /** What lies in files that tell of boots, one character a byte; of all others of that kind there are none. */
  files: Record<string, string>
}

/** Where the evidence of boots lies; what the machine that runs the test has there must not matter. */
const EVIDENCE = /^\/(?:var\/log\/|run\/|var\/lib\/systemd\/pstore|sys\/fs\/pstore|var\/crash)/
/** The machine came up this long before its agent, ms. */
const UP_MS = 5_000

const task = JSON.parse(process.argv[2]!) as BootedTask

const files: Files = {
  ...systemFiles,
  read: path =>
    path === '/proc/sys/kernel/random/boot_id'
      ? task.bootId
      : EVIDENCE.test(path)
        ? (task.files[path] ?? null)
        : systemFiles.read(path),
  tail: (path, bytes) =>
    EVIDENCE.test(path) ? (task.files[path]?.slice(-bytes) ?? null) : systemFiles.tail(path, bytes),
  modified: path => (EVIDENCE.test(path) ? null : systemFiles.modified(path)),
  list: path => (EVIDENCE.test(`${path}/`) ? [] : systemFiles.list(path)),
  exists: path => (EVIDENCE.test(path) ? path in task.files : systemFiles.exists(path)),
}
const startedUp = systemClock.up()
const clock: Clock = { ...systemClock, up: () => systemClock.up() - startedUp + UP_MS }
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

const agent = createAgent({
  folder: task.folder,
  identity: readIdentity(task.folder)!,
  spoolBytes: 16 << 20,
  log,
  files,
  clock,
  random: () => 0.002,
})
process.stdin.once('close', () => void agent.stop())
process.stdin.resume()
await agent.start()
process.stdout.write('started\n')
