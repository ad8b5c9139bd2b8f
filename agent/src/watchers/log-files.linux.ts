import type { Clock } from '@forewarn/shared/clock.ts'
import { timeOf, type LocalTime } from '@forewarn/shared/evidence/log-time.ts'
import { parseSyslogLine, readSyslogLine } from '@forewarn/shared/evidence/syslog.ts'
import { accessSync, constants, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import type { LogFollower, LogSink } from './follower.ts'
import { openTail, type Tail } from './tail.ts'

/** Where a syslog daemon writes what the kernel says: Debian's own file for it, Red Hat's, then Debian's for everything. */
const NAMES = ['kern.log', 'messages', 'syslog']
/** A file that is so much older than the newest of them is no longer written, ms. */
const STALE_MS = 7 * 24 * 3_600_000
/** Files are looked at this often, ms. */
const LOOK_MS = 5_000
/** Where it is not known how far a file was read, so much of its end is, bytes. */
const FIRST_BYTES = 256 * 1024

export interface LogFilesOptions {
  clock: Clock
  folder?: string
}

/**
 * Follows the file of a syslog daemon, where there is neither a journal nor the kernel's buffer to be read. A file is known by its number on
 * the disk, because its name is given to a new one when it is rotated.
 */
export function createLogFilesFollower({ clock, folder = '/var/log' }: LogFilesOptions): LogFollower {
  let sink: LogSink | null = null
  let timer: NodeJS.Timeout | null = null
  let looking: Promise<void> = Promise.resolve()
  let name = NAMES[0]!
  let tail: Tail | null = null
  /** The daemon goes on with the old file for a moment after its name was given away, so it is read once more. */
  let isRotated = false

  async function begin(from: string | null): Promise<void> {
    const [stored, inode, offset] = from?.split(' ') ?? []
    const readable = choose(folder)
    name = stored !== undefined && NAMES.includes(stored) ? stored : (readable ?? NAMES[0]!)
    if (stored === undefined) return openEnd()
    const found = await fileOf(Number(inode))
    if (found !== null && found.size >= Number(offset)) {
      tail = await openTail(found.path, Number(offset))
      isRotated = found.path !== join(folder, name)
      return
    }
    sink?.gap({ reason: 'lost', count: null })
    await openEnd()
  }

  async function openEnd(): Promise<void> {
    const path = join(folder, name)
    const { size } = await stat(path)
    tail = await openTail(path, Math.max(0, size - FIRST_BYTES))
  }

  /** The log of that number: the one that is written now, or one that was rotated and is not packed. */
  async function fileOf(inode: number): Promise<{ path: string; size: number } | null> {
    const names = (await readdir(folder)).filter(one => one.startsWith(name) && !/\.(?:gz|xz|bz2|zst)$/.test(one))
    for (const one of names.toSorted()) {
      const path = join(folder, one)
      const found = await stat(path).catch(() => null)
      if (found?.ino === inode) return { path, size: found.size }
    }
    return null
  }

  async function look(): Promise<void> {
    if (tail === null) return
    const isAtEnd = await tail.read(take)
    if (!isAtEnd) return
    const found = await stat(join(folder, name)).catch(() => null)
    if (found === null) return
    if (found.ino === tail.inode) {
      if (found.size < tail.offset()) tail.rewind()
      isRotated = false
    } else if (isRotated) {
      isRotated = false
      await tail.close()
      tail = await openTail(join(folder, name), 0)
      await tail.read(take)
    } else isRotated = true
  }

  function take(text: string, after: number): void {
    const now = clock.now()
    const line = parseSyslogLine(text)
    const at = line === null ? null : timeOf(line.time, { latest: now, toInstant })
    if (line === null || at === null) return
    sink?.line({
      at,
      kernelMessage: line.program === 'kernel' && line.pid === null ? line.message : null,
      finding: readSyslogLine(line),
      position: `${name} ${tail?.inode ?? 0} ${after}`,
    })
  }

  function again(work: () => Promise<void>): void {
    looking = work().then(
      () => {
        if (sink !== null) timer = setTimeout(() => again(look), LOOK_MS)
      },
      (error: unknown) => {
        const given = sink
        sink = null
        given?.lost((error as Error).message)
      },
    )
  }

  return {
    name: 'files',
    obstacle: () => (choose(folder) === null ? `no log in ${folder} that the agent may read` : null),
    start(from, given) {
      sink = given
      again(async () => {
        await begin(from)
        await look()
      })
    },
    async stop() {
      sink = null
      if (timer !== null) clearTimeout(timer)
      await looking
      await tail?.close()
      tail = null
    },
  }
}

/** The first of the files that may be read and is still written. */
function choose(folder: string): string | null {
  const readable = NAMES.flatMap(name => {
    try {
      accessSync(join(folder, name), constants.R_OK)
      return [{ name, at: statSync(join(folder, name)).mtimeMs }]
    } catch {
      return []
    }
  })
  const newest = Math.max(...readable.map(({ at }) => at))
  return readable.find(({ at }) => at >= newest - STALE_MS)?.name ?? null
}

/** The moment of a time by this machine's own clock; null where its calendar has no such date. */
function toInstant({ year, month, day, hour, minute, second }: LocalTime): number | null {
  const date = new Date(year, month - 1, day, hour, minute, second)
  return date.getMonth() === month - 1 && date.getDate() === day ? date.getTime() : null
}
