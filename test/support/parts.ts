import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'

/** What a test may need of the system beyond Node, and how to find out whether it is there. Throws where it is not. */
const PARTS = {
  /** To mount a file system of a fixed size, which takes a Linux root. */
  mount: () => {
    const folder = mkdtempSync(join(tmpdir(), 'forewarn-probe-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'forewarn-probe', folder], { stdio: 'pipe' })
      execFileSync('umount', [folder], { stdio: 'pipe' })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  /** Mounts and processes of one's own, which takes a Linux root. */
  namespaces: () => execFileSync('unshare', ['--mount', '--pid', '--cgroup', '--fork', 'true'], { stdio: 'pipe' }),
  systemd: () => execFileSync('/lib/systemd/systemd', ['--version'], { stdio: 'pipe' }),
} as const

/** Skips the test by name where a part of the system is missing; with `CI=true` that is a failure, because nobody would notice. */
export function needs(part: keyof typeof PARTS, context: TestContext): void {
  try {
    PARTS[part]()
  } catch (error) {
    if (process.env['CI'] === 'true') throw new Error(`this test needs "${part}" of the system`, { cause: error })
    context.skip(`needs "${part}" of the system`)
  }
}

/** A file system of so many bytes in memory, gone with the test. */
export function smallDisk(bytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'forewarn-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'forewarn-test', folder])
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
