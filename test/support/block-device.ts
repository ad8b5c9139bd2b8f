import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

import { temporaryFolder } from './folders.ts'

/** An empty block device that nobody else uses, gone with the test. */
export function blockDevice(bytes = 1024 * 1024): string {
  const image = join(temporaryFolder(), 'image')
  const file = openSync(image, 'w')
  ftruncateSync(file, bytes)
  closeSync(file)
  const device = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8', stdio: 'pipe' }).trim()
  onTestFinished(() => void execFileSync('losetup', ['--detach', device], { stdio: 'pipe' }))
  return device
}

/** A mounted ext4 file system that turns read-only at its first error, and where it is. */
export function ext4Volume(): { device: string; mountpoint: string } {
  const device = blockDevice(16 * 1024 * 1024)
  const mountpoint = join(temporaryFolder(), 'volume')
  mkdirSync(mountpoint)
  execFileSync('mkfs.ext4', ['-q', '-F', device], { stdio: 'pipe' })
  execFileSync('mount', ['-o', 'errors=remount-ro', device, mountpoint], { stdio: 'pipe' })
  onTestFinished(() => void execFileSync('umount', ['--lazy', mountpoint], { stdio: 'pipe' }))
  return { device, mountpoint }
}
