import type { ProcessStat, ProcessTable } from '../sources/process-table.linux.ts'

/** A process as a test describes it; what is left out is usual. */
export type FakeProcess = Partial<ProcessStat> & { executable?: string | null; switches?: number | null }

/** A machine's processes from a table by id, and how many of them were read. */
export function createFakeProcesses(initial: Record<number, FakeProcess> = {}) {
  const processes = new Map<number, FakeProcess>(Object.entries(initial).map(([pid, one]) => [Number(pid), one]))
  let started = 0
  let reads = 0
  let listings = 0

  function stat(pid: number): ProcessStat | null {
    const one = processes.get(pid)
    if (one === undefined) return null
    const { executable: _file, switches: _switches, ...told } = one
    const usual = {
      parent: 1,
      comm: 'sh',
      state: 'S',
      threads: 1,
      startMs: 1_000,
      cpuMs: 0,
      rssPages: 10,
      exitStatus: 0,
    }
    return { ...usual, kernel: false, pid, ...told }
  }

  const table: ProcessTable = {
    pageBytes: 4096,
    pids() {
      listings++
      return [...processes.keys()].sort((a, b) => a - b)
    },
    lastId: () => started,
    read(pid) {
      reads++
      return stat(pid)
    },
    executable: pid => processes.get(pid)?.executable ?? null,
    handles: pid => (processes.has(pid) ? 7 : null),
    threads: pid => (processes.has(pid) ? [pid, pid + 100_000] : []),
    switches: pid => processes.get(pid)?.switches ?? null,
  }
  return {
    table,
    /** Starts one, or changes what is told of it. */
    set(pid: number, change: FakeProcess): void {
      if (!processes.has(pid)) started++
      processes.set(pid, { ...processes.get(pid), ...change })
    },
    /** It is gone, and another may get its id. */
    end: (pid: number): void => void processes.delete(pid),
    cost: () => ({ reads, listings }),
  }
}
