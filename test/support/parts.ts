import { execFileSync } from 'node:child_process'
import { accessSync, closeSync, constants, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'

import { memoryGroup } from './memory-group.ts'
let networks = 0

/** What a test may need of the system beyond Node, and how to find out whether it is there. Throws where it is not. */
const PARTS = {
  /** To write a login book from text and to read it: util-linux, on some systems its `extra` package. */
  'login book': () => {
    execFileSync('last', ['--version'], { stdio: 'pipe' })
    execFileSync('utmpdump', ['--version'], { stdio: 'pipe' })
  },
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
  /** To mount a volume that never answers: FUSE, a loop device and a mount namespace. */
  'hung mount': () => {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'pipe' })
    execFileSync('losetup', ['--find'], { stdio: 'pipe' })
    closeSync(openSync('/dev/fuse', 'r+'))
  },
  /** To make an ext4 file system on a loop device and to break it. */
  ext4: () => {
    PARTS.mount()
    execFileSync('losetup', ['--find'], { stdio: 'pipe' })
    execFileSync('mkfs.ext4', ['-V'], { stdio: 'pipe' })
  },
  /** Mounts and processes of one's own, which takes a Linux root. */
  namespaces: () => execFileSync('unshare', ['--mount', '--pid', '--cgroup', '--fork', 'true'], { stdio: 'pipe' }),
  systemd: () => execFileSync('/lib/systemd/systemd', ['--version'], { stdio: 'pipe' }),
  /** To write journals of one's own and read them: Debian's `systemd` and `systemd-journal-remote`. */
  journal: () => {
    execFileSync('journalctl', ['--version'], { stdio: 'pipe' })
    accessSync('/lib/systemd/systemd-journal-remote', constants.X_OK)
  },
  /** A kernel that logs crashes of programs, and a log of it that may be read. */
  'kernel log': () => {
    closeSync(openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK))
    if (readFileSync('/proc/sys/debug/exception-trace', 'utf8').trim() !== '1')
      throw new Error('crashes are not logged')
  },
  /** To hold a process to a limit of memory of its own, which takes a Linux root. */
  'memory limit': () => memoryGroup(`forewarn-probe-${process.pid}`, 16 << 20).remove(),
  /** To have a network of one's own and lose packets on it, which takes a Linux root, iproute2 and iptables with its statistic match. */
  'lossy network': () => {
    const name = `forewarn-probe-${process.pid}`
    execFileSync('ip', ['netns', 'add', name], { stdio: 'pipe' })
    try {
      lose(name, '127.0.0.2', 0.5)
    } finally {
      execFileSync('ip', ['netns', 'delete', name], { stdio: 'pipe' })
    }
  },
  /** The system's ping, of iputils. */
  ping: () => execFileSync('ping', ['-n', '-c', '1', '-W', '1', '127.0.0.1'], { stdio: 'pipe' }),
} as const

/** Drops so many of the packets to an address, of one, in a network namespace. */
function lose(namespace: string, address: string, probability: number): void {
  const loss = ['-m', 'statistic', '--mode', 'random', '--probability', String(probability)]
  const rule = ['iptables', '-A', 'INPUT', '-d', address, ...loss, '-j', 'DROP']
  execFileSync('ip', ['netns', 'exec', namespace, ...rule], { stdio: 'pipe' })
}

/** Skips the test by name where a part of the system is missing; with `CI=true` that is a failure, because nobody would notice. */
export function needs(part: keyof typeof PARTS, context: TestContext): void {
  try {
    PARTS[part]()
  } catch (error) {
    if (process.env['CI'] === 'true') throw new Error(`this test needs "${part}" of the system`, { cause: error })
    context.skip(`needs "${part}" of the system`)
  }
}

/** The same for a program of the system. */
export function needsProgram(name: string, context: TestContext): void {
  if (hasProgram(name)) return
  if (process.env['CI'] === 'true') throw new Error(`this test needs the program "${name}"`)
  context.skip(`needs the program "${name}"`)
}

export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, name)))
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

/** A network with nothing but loopback addresses, to some of which packets are lost, by share of one; gone with the test. */
export function lossyNetwork(losses: Record<string, number>): string {
  const name = `forewarn-${process.pid}-${networks++}`
  execFileSync('ip', ['netns', 'add', name])
  onTestFinished(() => void execFileSync('ip', ['netns', 'delete', name]))
  execFileSync('ip', ['netns', 'exec', name, 'ip', 'link', 'set', 'lo', 'up'])
  for (const [address, share] of Object.entries(losses)) lose(name, address, share)
  return name
}
