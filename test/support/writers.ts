import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

import { writeIdentity } from '@forewarn/agent/identity.ts'

import { enrolDevice, type Reachable } from './api.ts'
import { temporaryFolder, WORKSPACE } from './folders.ts'
import type { WriterTask } from './writer-process.ts'

/** Ids of one process's records; the next process of the same device begins a new block. */
const IDS_PER_PROCESS = 1_000_000

export interface Journal {
  epoch: number
  n: number
  id: number
}

/** An enrolled device in a folder of its own, whose writer process is started, killed and started again. */
export async function createWriterDevice(at: Reachable, name: string, olderMs = 0) {
  const identity = await enrolDevice(at, { hostname: name })
  const folder = join(temporaryFolder(), 'agent')
  writeIdentity(folder, identity)
  const journal = join(folder, 'journal')
  let processes = 0

  return {
    device: identity.device,
    folder,

    /** Starts a writer process; `kill` ends it without warning, `ended` answers its exit code. */
    run(task: Partial<WriterTask> & Pick<WriterTask, 'burst' | 'everyMs'>) {
      const whole: WriterTask = { folder, journal, olderMs, firstId: ++processes * IDS_PER_PROCESS, ...task }
      const program = join(WORKSPACE, 'test/support/writer-process.ts')
      const child = spawn(process.execPath, [program, JSON.stringify(whole)], { stdio: ['ignore', 'ignore', 'pipe'] })
      let complaint = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
      const closed = (once(child, 'close') as Promise<[number | null]>).then(([code]) => code)
      async function kill(): Promise<void> {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
        await closed
        if (child.signalCode !== 'SIGKILL' && child.exitCode !== 0) throw new Error(`the writer ended: ${complaint}`)
      }
      onTestFinished(kill)
      return { kill, ended: closed, complaint: () => complaint }
    },

    /** The records whose append had returned. A line torn by a kill belongs to an append whose return nobody saw. */
    journal(): Journal[] {
      if (!existsSync(journal)) return []
      return readFileSync(journal, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map(line => {
          const [epoch, n, id] = line.split(' ').map(Number) as [number, number, number]
          return { epoch, n, id }
        })
    },
  }
}

export type WriterDevice = Awaited<ReturnType<typeof createWriterDevice>>
