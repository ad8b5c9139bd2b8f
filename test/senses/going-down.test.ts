import { isGoingDown, startupSeconds } from '@forewarn/agent/boots/system.ts'
import type { CommandResult, Commands } from '@forewarn/agent/commands.ts'
import { systemFiles, type Files } from '@forewarn/agent/files.ts'
import { expect, test } from 'vitest'

import { startSystemd } from '../support/own-systemd.ts'
import { needs } from '../support/parts.ts'

/** A service that takes its time to stop, as every service is stopped when the machine goes down. */
const SLOW = String.raw`printf '[Unit]\nDefaultDependencies=no\nConflicts=shutdown.target\nBefore=shutdown.target\n[Service]\nExecStart=/bin/sleep 1000\nExecStop=/bin/sleep 20\n' > /run/systemd/system/slow.service`

test(
  'a real systemd says that it goes down while services stop, and how long it took to come up',
  { timeout: 60_000 },
  async context => {
    needs('namespaces', context)
    needs('systemd', context)
    const machine = await startSystemd({ 'fine.service': '/bin/true' })
    const files: Files = { ...systemFiles, exists: path => path === '/run/systemd/system' }
    const commands: Commands = {
      async run(program, args): Promise<CommandResult> {
        try {
          return { kind: 'done', code: 0, stdout: machine.run(program, ...args), stderr: '' }
        } catch (error) {
          const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
          return { kind: 'done', code: status, stdout, stderr }
        }
      },
    }
    machine.run('sh', '-c', SLOW)
    machine.run('systemctl', 'daemon-reload')
    machine.run('systemctl', 'start', 'slow.service')
    expect(await isGoingDown({ files, commands })).toBe(false)
    const seconds = await startupSeconds({ files, commands }, AbortSignal.timeout(20_000))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThan(60)
    machine.run('systemctl', 'start', '--no-block', 'poweroff.target')
    expect(await isGoingDown({ files, commands })).toBe(true)
  },
)
