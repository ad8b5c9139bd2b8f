import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

import { blockDevice } from './block-device.ts'
import { temporaryFolder, WORKSPACE } from './folders.ts'

/**
 * Mounts `$2`, a block device, at `$1`, with the driver behind file 3 as its file system, and becomes the rest of the command line. The
 * driver is nobody: the kernel waits for its first word, and with it everyone who asks about the volume.
 */
const BEHIND_IT =
  'at="$1"; device="$2"; shift 2; ' +
  'mount --internal-only -t fuseblk -o fd=3,rootmode=40000,user_id=0,group_id=0,blksize=512 "$device" "$at" && exec "$@" 3<&-'

/**
 * Runs one of the workspace's programs on a machine where one local volume hangs: in a mount namespace of its own, so that nobody else meets it. It ends with
 * the test at the latest.
 */
export function startBehindHungMount(args: string[]) {
  const mountpoint = join(temporaryFolder(), 'hung')
  mkdirSync(mountpoint)
  const device = blockDevice()
  const driver = openSync('/dev/fuse', 'r+')
  const child = spawn(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', BEHIND_IT, 'sh', mountpoint, device, process.execPath, ...args],
    { stdio: ['ignore', 'pipe', 'pipe', driver], cwd: WORKSPACE },
  )
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]!.setEncoding('utf8').on('data', (text: string) => (said[stream] += text))
  const ended = (once(child, 'close') as Promise<[number | null]>).then(([code]) => code)
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
    closeSync(driver)
  })
  return { mountpoint, said, ended, stop: () => child.kill('SIGTERM') }
}
