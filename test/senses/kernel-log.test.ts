import { join } from 'node:path'

import { beforeEach, expect, test, vi } from 'vitest'

import { createCode, deviceOf, eventsOf } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { crash, runOutOfMemory } from '../support/crash.ts'
import { temporaryFolder } from '../support/folders.ts'
import { needs } from '../support/parts.ts'
import { runProgram, startProgram } from '../support/program.ts'

const AGENT = 'agent/src/main.ts'
const SOON = { timeout: 20_000, interval: 100 }

beforeEach(context => needs('kernel log', context))

/** A collector and a device that is enrolled there, whose agent is started and killed by the test. */
async function prepare() {
  const folder = temporaryFolder()
  const data = join(temporaryFolder(), 'agent')
  const collector = await startCollectorProcess({
    folder,
    args: ['--sample-interval-seconds', '1', '--batch-interval-seconds', '1'],
  })
  const enrolled = await runProgram(AGENT, 'enroll', '--code', await createCode(collector), '--data', data)
  expect(enrolled.stderr).toBe('')
  const listed = await runProgram('collector/src/main.ts', 'device', 'list', '--json', '--data', folder)
  const [{ id }] = JSON.parse(listed.stdout) as [{ id: string }]
  return {
    data,
    startAgent: () => startProgram(AGENT, 'run', '--data', data, '--stop-on-stdin-close'),
    isOnline: () => vi.waitFor(async () => expect((await deviceOf(collector, id)).state).toBe('online'), SOON),
    /** What the collector has of a program, oldest first. */
    async eventsAbout(program: string) {
      const events = await eventsOf(collector, id)
      return events.filter(({ attributes }) => attributes['program'] === program)
    },
  }
}

/** A name no other program on this machine has. */
const named = (what: string): string => `fw-${what}-${process.pid}`.slice(0, 15)

test(
  'a program that crashes, while the agent runs and while it is killed: each crash arrives exactly once',
  { timeout: 90_000 },
  async () => {
    const { data, startAgent, isOnline, eventsAbout } = await prepare()
    const program = named('crash')
    const folder = temporaryFolder()
    const pids: number[] = []
    const arrive = async (count: number) =>
      vi.waitFor(async () => expect(await eventsAbout(program)).toHaveLength(count), SOON)

    const first = startAgent()
    await isOnline()
    const began = Date.now()
    pids.push(await crash(folder, program))
    await arrive(1)
    first.signal('SIGKILL')
    await first.ended
    pids.push(await crash(folder, program))

    const second = startAgent()
    await arrive(2)
    pids.push(await crash(folder, program))
    await arrive(3)
    second.closeInput()
    expect(await second.ended).toBe(0)

    const events = await eventsAbout(program)
    expect(new Set(events.map(({ attributes }) => attributes['pid']))).toEqual(new Set(pids))
    for (const event of events) {
      expect(event).toMatchObject({ name: 'program.crash', attributes: { program, signal: 'SIGSEGV' } })
      expect(Math.abs(Date.parse(event.at) - began)).toBeLessThan(60_000)
    }
    const { stdout: status } = await runProgram(AGENT, 'status', '--data', data)
    expect(status).toMatch(/^system log: (?:journal|kmsg), read until 20/m)
    const sensed = await runProgram(AGENT, 'sense', '--once', '--data', data)
    expect(sensed.stdout).toMatch(/^system log follows (?:the journal|\/dev\/kmsg)/m)
  },
)

test('a program that the kernel ends for want of memory is named', { timeout: 60_000 }, async context => {
  needs('memory limit', context)
  const { startAgent, isOnline, eventsAbout } = await prepare()
  const program = named('oom')
  startAgent()
  await isOnline()
  const pid = await runOutOfMemory(temporaryFolder(), program)
  await vi.waitFor(async () => expect(await eventsAbout(program)).toHaveLength(1), SOON)
  expect(await eventsAbout(program)).toMatchObject([
    { name: 'memory.oom-kill', severity: 'error', attributes: { program, pid, scope: 'cgroup' } },
  ])
})
