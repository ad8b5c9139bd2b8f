import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { writeIdentity } from '@forewarn/agent/identity.ts'
import type { DeviceEvent } from '@forewarn/shared/api.ts'
import { bootRecord, levelRecord, shutdownRecord, writeWtmp } from '@forewarn/shared/testing/write-wtmp.ts'
import { expect, onTestFinished, test, vi } from 'vitest'

import { enrolDevice, eventsOf } from '../support/api.ts'
import type { BootedTask } from '../support/booted-agent.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder, WORKSPACE } from '../support/folders.ts'
import { startProgram } from '../support/program.ts'

const AGENT = 'agent/src/main.ts'
const SOON = { timeout: 20_000, interval: 50 }
const ARGS = ['--sample-interval-seconds', '1', '--batch-interval-seconds', '1']

async function prepare() {
  const collector = await startCollectorProcess({ folder: temporaryFolder(), args: ARGS })
  const identity = await enrolDevice(collector)
  const folder = join(temporaryFolder(), 'agent')
  writeIdentity(folder, identity)
  const events = () => eventsOf(collector, identity.device)
  return {
    folder,
    /** Events of a name, oldest first. */
    async told(name: string): Promise<DeviceEvent['attributes'][]> {
      return (await events())
        .filter(event => event.name === name)
        .map(event => event.attributes)
        .toReversed()
    },
    /** Waits until so many events of a name have arrived. */
    async until(name: string, count: number): Promise<DeviceEvent[]> {
      return vi.waitFor(async () => {
        const found = (await events()).filter(event => event.name === name)
        expect(found).toHaveLength(count)
        return found.toReversed()
      }, SOON)
    },
    /** Starts the real agent in a boot of its own. */
    boot(bootId: string, files: BootedTask['files'] = {}) {
      const task: BootedTask = { folder, bootId, files }
      const program = join(WORKSPACE, 'test/support/booted-agent.ts')
      const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['pipe', 'pipe', 'inherit'] })
      const closed = once(child, 'close')
      const started = once(child.stdout, 'data')
      const end = async (): Promise<void> => {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
        await closed
      }
      onTestFinished(end)
      async function stop(): Promise<void> {
        child.stdin.end()
        await closed
        expect(child.exitCode).toBe(0)
      }
      return {
        kill: end,
        stop,
        started,
        async stopWhen(happened: () => Promise<unknown>): Promise<void> {
          await happened()
          await stop()
        },
      }
    },
  }
}

const bootId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const told = (n: number): string => bootId(n).replaceAll('-', '')

test(
  'an agent that was killed says that it crashed, one that was stopped does not, and an update is told',
  { timeout: 90_000 },
  async () => {
    const at = await prepare()
    const start = () => startProgram(AGENT, 'run', '--data', at.folder)
    const first = start()
    await at.until('agent.start', 1)
    first.signal('SIGKILL')
    await first.ended
    const second = start()
    await at.until('agent.start', 2)
    expect(await at.told('agent.crash')).toEqual([
      { version: expect.any(String) as string, downSeconds: expect.any(Number) as number },
    ])
    second.signal('SIGTERM')
    expect(await second.ended).toBe(0)
    const third = start()
    await at.until('agent.start', 3)
    third.signal('SIGTERM')
    expect(await third.ended).toBe(0)
    expect(await at.told('agent.crash')).toHaveLength(1)
    expect(await at.told('agent.update')).toEqual([])

    const db = new DatabaseSync(join(at.folder, 'spool.db'))
    const { value } = db.prepare("SELECT value FROM meta WHERE key = 'memory:runs'").get() as { value: string }
    const { version } = JSON.parse(value) as { version: string }
    const older = JSON.stringify({ ...(JSON.parse(value) as object), version: '0.0.1' })
    db.prepare("UPDATE meta SET value = ? WHERE key = 'memory:runs'").run(older)
    db.close()
    const fourth = start()
    await at.until('agent.update', 1)
    fourth.signal('SIGTERM')
    await fourth.ended
    expect(await at.told('agent.update')).toEqual([{ from: '0.0.1', to: version }])
  },
)

test(
  'each boot is told once with how the run before it ended, although the agent starts again ten times',
  { timeout: 180_000 },
  async () => {
    const at = await prepare()
    const first = at.boot(bootId(1))
    await at.until('system.boot', 1)
    await first.kill()

    // Another boot, and nothing says that the one before was ended in order.
    const second = at.boot(bootId(2))
    await at.until('system.boot', 2)
    await second.stop()
    for (let i = 0; i < 10; i++) {
      const again = at.boot(bootId(2))
      await again.started
      await (i % 2 === 0 ? again.kill() : again.stop())
    }

    // The system goes down in order, which the agent sees by the run level as it is stopped.
    const stopped = at.boot(bootId(2), { '/run/utmp': writeWtmp([levelRecord(Date.now(), '0')]).toString('latin1') })
    await at.until('agent.start', 13)
    expect(await at.told('agent.crash')).toHaveLength(5)
    await stopped.stop()
    expect((await at.told('agent.stop')).at(-1)).toEqual({ systemGoesDown: true })
    const third = at.boot(bootId(3))
    const thirdAt = Date.parse((await at.until('system.boot', 3)).at(-1)!.at)
    await third.kill()

    // The agent was cut, but the login book shows a stop. A boot is noted a second after the kernel started, five before the agent.
    const now = Date.now()
    const book = writeWtmp([bootRecord(thirdAt + 1_000), shutdownRecord(now - 5_000), bootRecord(now - 4_000)])
    const fourth = at.boot(bootId(4), { '/var/log/wtmp': book.toString('latin1') })
    const boots = await at.until('system.boot', 4)
    await fourth.stop()

    expect(
      boots.map(({ severity, attributes }) => [
        attributes['bootId'],
        attributes['previousEnd'],
        attributes['previousCause'],
        severity,
      ]),
    ).toEqual([
      [told(1), 'unknown', null, 'info'],
      [told(2), 'unclean', 'unknown', 'warning'],
      [told(3), 'clean', null, 'info'],
      [told(4), 'clean', null, 'info'],
    ])
    expect(boots.map(({ attributes }) => attributes['evidence'])).toEqual([
      '',
      'mark:no-shutdown',
      'mark:shutdown',
      'wtmp:shutdown',
    ])
    for (const { at: bootedAt, sampledAt } of boots) {
      expect(Date.parse(bootedAt)).toBeLessThan(now + 2_000)
      expect(Math.abs(Date.parse(bootedAt) - Date.parse(sampledAt))).toBeLessThan(2_000)
    }
  },
)

test(
  'a disk put back to an older state is told, and its marks say nothing of the last run',
  { timeout: 60_000 },
  async () => {
    const at = await prepare()
    await at.boot(bootId(1)).stopWhen(() => at.until('system.boot', 1))
    const frozen = `${at.folder}-frozen`
    cpSync(at.folder, frozen, { recursive: true })
    await at.boot(bootId(2)).stopWhen(() => at.until('system.boot', 2))
    rmSync(at.folder, { recursive: true })
    cpSync(frozen, at.folder, { recursive: true })
    await at.boot(bootId(3)).stopWhen(() => at.until('system.boot', 3))
    await at.boot(bootId(3)).stopWhen(() => at.until('agent.start', 4))
    expect(await at.told('disk.rolled-back')).toEqual([{ disk: 'agent' }])
    expect((await at.told('system.boot')).at(-1)).toMatchObject({
      bootId: told(3),
      previousEnd: 'unknown',
      evidence: 'collector:rolled-back',
    })
  },
)
