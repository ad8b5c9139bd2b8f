import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'

import type { Device } from '@forewarn/shared/api.ts'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { temporaryFolder } from '../support/folders.ts'
import { processesMentioning, runProgram, startProgram } from '../support/program.ts'

const START = 'collector/src/start.ts'
const CLI = 'collector/src/main.ts'
/** The first start in a fresh clone builds the page and the agent. */
const BUILT_WITHIN_MS = 180_000

async function devicesOf(folder: string): Promise<Device[]> {
  const { stdout, stderr } = await runProgram(CLI, 'device', 'list', '--json', '--data', folder)
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Device[]
}

/** Starts both and waits for the block that says so. */
async function start(folder: string) {
  const program = startProgram(START, '--port', '0', '--data', folder)
  await vi.waitFor(() => expect(program.said.stdout).toContain('Ctrl-C'), { timeout: BUILT_WITHIN_MS, interval: 50 })
  return program
}

async function online(folder: string): Promise<Device> {
  return vi.waitFor(
    async () => {
      const [device] = await devicesOf(folder)
      expect(device?.state).toBe('online')
      expect(device?.summary.memory).toBeGreaterThan(0)
      return device!
    },
    { timeout: 30_000, interval: 100 },
  )
}

describe('one command', () => {
  test(
    'starts a collector and this machine’s agent, and Ctrl-C stops both',
    { timeout: BUILT_WITHIN_MS + 60_000 },
    async () => {
      const folder = join(temporaryFolder(), 'data')
      const first = await start(folder)
      const block = first.said.stdout
      expect(block.match(/is running/g), 'more than one block').toHaveLength(1)
      expect(block).toMatch(/Page +http:\/\/127\.0\.0\.1:\d+\/sign-in#ticket=\S+/)
      expect(block).toMatch(/password [a-z0-9-]{23}/)
      expect(block).toContain(folder)
      expect(first.said.stderr).toBe('')
      const device = await online(folder)
      const running = processesMentioning(folder)
      expect(running).toHaveLength(2)
      expect(running.join('\n'), 'the agent runs from its sources, which costs memory').toContain(
        'dist/forewarn-agent.cjs',
      )

      first.signal('SIGINT')
      expect(await first.ended).toBe(0)
      expect(processesMentioning(folder), 'a process was left behind').toEqual([])

      const second = await start(folder)
      expect(second.said.stdout).toContain('the password of the first start')
      expect(second.said.stdout).not.toMatch(/password [a-z0-9-]{23}/)
      expect((await online(folder)).id, 'it became another device').toBe(device.id)
      // Asked twice, as a terminal and a package manager do together.
      second.signal('SIGINT')
      second.signal('SIGINT')
      expect(await second.ended).toBe(0)
      expect(processesMentioning(folder)).toEqual([])
    },
  )

  test('says what to do when the port is busy', async () => {
    const busy = createServer().listen(0, '127.0.0.1')
    await once(busy, 'listening')
    onTestFinished(() => void busy.close())
    const { port } = busy.address() as AddressInfo
    const folder = join(temporaryFolder(), 'data')
    const { code, stdout, stderr } = await runProgram(START, '--port', String(port), '--data', folder)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(new RegExp(`^forewarn: port ${port} is in use .*--port.*\\n$`))
    expect(processesMentioning(folder)).toEqual([])
  })

  test('says what to do when the data folder cannot be written', async () => {
    const file = join(temporaryFolder(), 'data')
    writeFileSync(file, 'a file, not a folder')
    const { code, stdout, stderr } = await runProgram(START, '--port', '0', '--data', file)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^forewarn: the data folder .* cannot be written \(ENOTDIR\).*--data.*\n$/)
  })

  test('says what to do when the database is no database', async () => {
    const folder = temporaryFolder()
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'forewarn.db'), 'not a database, whatever its name says'.repeat(100))
    const { code, stderr } = await runProgram(START, '--port', '0', '--data', folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(/forewarn\.db is damaged or no database of ours.*restore a backup/)
  })

  test('leaves alone a folder that another collector uses', async () => {
    const folder = temporaryFolder()
    const other = startProgram(CLI, 'collector', '--port', '0', '--data', folder)
    await vi.waitFor(() => expect(other.said.stdout).toContain('the collector is ready'), 10_000)
    const { code, stderr } = await runProgram(START, '--port', '0', '--data', folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(/in use by another collector \(process \d+, http:\/\/127\.0\.0\.1:\d+\)/)
    expect(await devicesOf(folder)).toEqual([])
    other.signal('SIGTERM')
    expect(await other.ended).toBe(0)
  })
})
