import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

import { temporaryFolder } from './folders.ts'

/**
 * A program of its own name that waits for ever, to be watched. It runs under a parent that never asks how it ended, as many desktop
 * programs do, so that its end can be read in the process table.
 */
export function createWatchedProgram(name: string) {
  const folder = temporaryFolder()
  const path = join(folder, name)
  execFileSync('mkfifo', [join(folder, 'pipe')])
  writeFileSync(path, `#!/bin/sh\nread line < "${join(folder, 'pipe')}"\n`, { mode: 0o755 })
  return {
    /** Starts it; answers its process id. It is ended with the test. */
    async start(): Promise<number> {
      const stdio = ['ignore', 'pipe', 'ignore'] as const
      const parent = spawn('/bin/sh', ['-c', '"$0" & echo $!; exec sleep 600', path], {
        stdio: [...stdio],
        detached: true,
      })
      onTestFinished(async () => {
        // The whole group: parent and program.
        process.kill(-parent.pid!, 'SIGKILL')
        await once(parent, 'close')
      })
      const [pid] = (await once(createInterface(parent.stdout), 'line')) as [string]
      return Number(pid)
    },
  }
}
