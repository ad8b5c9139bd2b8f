import type { Files } from '../files.ts'

/** What the kernel says of one process in a single line. */
export interface ProcessStat {
  pid: number
  parent: number
  /** The kernel's name for it, at most 15 bytes, each as one character: it may end within a letter of several bytes. */
  comm: string
  /** The letter of proc_pid_stat(5): R, S, D, T, t, Z, X, I … */
  state: string
  threads: number
  /** When it started, since boot, ms. With the id it names a process for good, because ids are used again. */
  startMs: number
  /** Processor time of all its threads so far, ms. */
  cpuMs: number
  rssPages: number
  /** As waitpid(2) tells it, once the process is a zombie; 0 as well where the agent may not know. */
  exitStatus: number
  /** A thread of the kernel, not a program. */
  kernel: boolean
}

/** The processes of this machine. */
export interface ProcessTable {
  /** Bytes in a page of memory. */
  pageBytes: number
  /** Process ids, ascending, as the kernel lists them; none where there is no /proc. */
  pids(): number[]
  /** The id that was given last, to a process or a thread; null where that may not be known. It changes with every one that starts. */
  lastId(): number | null
  /** Null where the process is gone or may not be read. */
  read(pid: number): ProcessStat | null
  /** The name of the file it runs, without its folder, each byte as one character; null where that may not be known. */
  executable(pid: number): string | null
  /** How many files it holds open; null where that may not be known. */
  handles(pid: number): number | null
  /** Ids of its threads, the process' own among them. */
  threads(pid: number): number[]
  /** How often its main thread has let go of the processor; null where that may not be known. */
  switches(pid: number): number | null
}

/** One of `USER_HZ`, which is 100 on every architecture that Node runs on: `getconf CLK_TCK`, time(7). */
const TICK_MS = 10
/** PF_KTHREAD of the kernel's include/linux/sched.h. */
const KERNEL_THREAD = 0x0020_0000
/** AT_PAGESZ of getauxval(3). */
const AUXV_PAGE_SIZE = 6
const USUAL_PAGE_BYTES = 4096
/** The kernel adds this to the name of a file that was replaced or removed, as an update does. */
const REPLACED = ' (deleted)'

/** Positions of proc_pid_stat(5) less three: what follows the name begins with the third. */
const STATE = 0
const PARENT = 1
const FLAGS = 6
const USER_TIME = 11
const SYSTEM_TIME = 12
const THREADS = 17
const START = 19
const RSS = 21
const EXIT_STATUS = 49

/** One line of /proc/PID/stat, or null where it is none. The name may hold spaces, brackets and line ends. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open === -1 || close < open) return null
  const fields = text.slice(close + 2).split(' ')
  const at = (position: number): number => Number(fields[position])
  const stat = {
    pid: Number(text.slice(0, open)),
    parent: at(PARENT),
    threads: at(THREADS),
    startMs: at(START) * TICK_MS,
    cpuMs: (at(USER_TIME) + at(SYSTEM_TIME)) * TICK_MS,
    rssPages: at(RSS),
    // Kernels before 3.5 do not say.
    exitStatus: fields[EXIT_STATUS] === undefined ? 0 : at(EXIT_STATUS),
  }
  const state = fields[STATE]!
  if (!Object.values(stat).every(value => Number.isSafeInteger(value) && value >= 0) || stat.pid === 0) return null
  if (!/^[a-zA-Z]$/.test(state)) return null
  return { ...stat, comm: text.slice(open + 1, close), state, kernel: (at(FLAGS) & KERNEL_THREAD) !== 0 }
}

/** The page size in /proc/self/auxv, pairs of machine words; on 64-bit Arm it may be 16 or 64 KiB. */
export function parsePageBytes(auxv: string): number | null {
  const bytes = Buffer.from(auxv, 'latin1')
  for (let at = 0; at + 16 <= bytes.length; at += 16)
    if (bytes.readUInt32LE(at) === AUXV_PAGE_SIZE && bytes.readUInt32LE(at + 4) === 0) {
      const size = bytes.readUInt32LE(at + 8)
      return size >= 1024 && size <= 1024 * 1024 && Number.isInteger(Math.log2(size)) ? size : null
    }
  return null
}

/**
 * What the kernel calls a process, as people may read it: whole letters, no control characters, and only the first word, because some
 * programs put there what they work on (`npm exec pnpm`).
 */
export function readableName(comm: string): string {
  const text = Buffer.from(comm, 'latin1').toString()
  const [word = ''] = text
    .replaceAll(/[\p{Cc}\p{Cf}\u{FFFD}]/gu, '')
    .trim()
    .split(/[\s:]/)
  return word === '' ? '?' : word
}

/**
 * The process table in /proc. The command line is never read: it holds arguments, and reading it can hang behind a process whose
 * memory is locked, which `stat` and `exe` do not.
 */
export function createProcessTable(files: Files): ProcessTable {
  return {
    pageBytes: parsePageBytes(files.read('/proc/self/auxv') ?? '') ?? USUAL_PAGE_BYTES,
    pids: () => numbers(files.list('/proc')),
    lastId() {
      const id = /(\d+)\s*$/.exec(files.read('/proc/loadavg') ?? '')?.[1]
      return id === undefined ? null : Number(id)
    },
    read(pid) {
      const text = files.read(`/proc/${pid}/stat`)
      const stat = text === null ? null : parseProcessStat(text)
      return stat?.pid === pid ? stat : null
    },
    executable(pid) {
      const path = files.link(`/proc/${pid}/exe`)
      if (path === null) return null
      const bytes = Buffer.from(path).toString('latin1')
      const name = bytes.slice(bytes.lastIndexOf('/') + 1)
      return name.endsWith(REPLACED) ? name.slice(0, -REPLACED.length) : name
    },
    handles(pid) {
      // A process without a single open file is rarer than a folder that may not be read.
      const handles = files.list(`/proc/${pid}/fd`).length
      return handles === 0 ? null : handles
    },
    threads: pid => numbers(files.list(`/proc/${pid}/task`)),
    switches(pid) {
      const count = /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(files.read(`/proc/${pid}/status`) ?? '')?.[1]
      return count === undefined ? null : Number(count)
    },
  }
}

function numbers(names: string[]): number[] {
  return names.map(Number).filter(number => number > 0)
}
