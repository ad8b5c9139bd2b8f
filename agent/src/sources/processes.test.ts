import { describe, expect, test } from 'vitest'

import type { SourceReading } from '../sampler/source.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { createFakeProcesses } from '../testing/fake-processes.ts'
import { createProcessTable, type ProcessTable } from './process-table.linux.ts'
import { createProcessesSource } from './processes.ts'

const MIB = 1024 * 1024

/** Reads again and again with the same source, five minutes apart. */
function reader(table: ProcessTable) {
  const source = createProcessesSource(table)
  let up = 100_000
  return async () => {
    const answer = (await source.read({ now: 0, up: (up += 300_000) }, AbortSignal.timeout(60_000))) as SourceReading
    const counts = answer.series.map(([, attributes], i) => [attributes?.['process.state'] ?? 'all', answer.values[i]])
    return { counts: Object.fromEntries(counts) as Record<string, number>, facts: answer.facts![0]!.facts }
  }
}

describe('processes', () => {
  test('are counted by state', async () => {
    const { table } = createFakeProcesses(
      Object.fromEntries('RSSIDTtZX?'.split('').map((state, i) => [i + 1, { state }])),
    )
    expect((await reader(table)()).counts).toEqual({
      all: 10,
      running: 1,
      sleeping: 3,
      blocked: 1,
      stopped: 2,
      defunct: 2,
      unknown: 1,
    })
  })

  test('what used most is told by name: the processor since the scan before, memory now, the kernel as one', async () => {
    const fake = createFakeProcesses({
      1: { comm: 'init', cpuMs: 90_000, rssPages: 4_096 },
      2: { comm: 'kthreadd', kernel: true, rssPages: 0 },
      3: { comm: 'kworker/0:1', kernel: true, rssPages: 0, cpuMs: 0 },
      10: { comm: 'board', rssPages: 16_384, cpuMs: 1_000 },
      11: { comm: 'board', rssPages: 16_384, cpuMs: 0 },
    })
    const read = reader(fake.table)
    expect((await read()).facts).toEqual({
      'memory.1.name': 'board',
      'memory.1.bytes': 128 * MIB,
      'memory.2.name': 'init',
      'memory.2.bytes': 16 * MIB,
    })
    fake.set(10, { cpuMs: 151_000 })
    fake.set(11, { cpuMs: 300_000 })
    fake.set(3, { cpuMs: 30_000 })
    fake.set(20, { comm: 'new', startMs: 550_000, cpuMs: 15_000, rssPages: 0 })
    expect((await read()).facts).toMatchObject({
      'cpu.1.name': 'board',
      'cpu.1.share': 1.5,
      'cpu.2.name': 'kernel',
      'cpu.2.share': 0.1,
      'cpu.3.name': 'new',
      'cpu.3.share': 0.05,
    })
  })

  test('an id that is used again starts from nothing', async () => {
    const fake = createFakeProcesses({ 10: { comm: 'old', cpuMs: 290_000, startMs: 5_000 } })
    const read = reader(fake.table)
    await read()
    fake.set(10, { comm: 'new', cpuMs: 30_000, startMs: 450_000 })
    expect((await read()).facts).toMatchObject({ 'cpu.1.name': 'new', 'cpu.1.share': 0.1 })
  })

  test('an idle machine tells the same twice, so that nothing is sent', async () => {
    const fake = createFakeProcesses({ 10: { comm: 'board', rssPages: 10_000, cpuMs: 1_000 } })
    const read = reader(fake.table)
    await read()
    const { facts } = await read()
    fake.set(10, { rssPages: 10_100, cpuMs: 1_400 })
    expect((await read()).facts).toEqual(facts)
  })

  test('one that ends between list and look is not counted', async () => {
    const { table } = createFakeProcesses({ 1: {}, 2: {} })
    const vanishing = { ...table, read: (pid: number) => (pid === 2 ? null : table.read(pid)) }
    expect((await reader(vanishing)()).counts).toMatchObject({ all: 1, sleeping: 1 })
  })

  test('of 10,000 in /proc the oldest and the newest are read, in portions, and the rest is told', async () => {
    const stat = (pid: number, comm: string, rss: number) =>
      `${pid} (${comm}) S 1 ${'0 '.repeat(9)}5 5 0 0 20 0 1 0 100 0 ${rss} ${'0 '.repeat(28)}`
    const tree = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`/proc/${i + 1}/stat`, stat(i + 1, 'sh', 10)] as const),
    )
    tree['/proc/1/stat'] = stat(1, 'first', 100_000)
    tree['/proc/10000/stat'] = stat(10_000, 'last', 90_000)
    tree['/proc/sys/kernel/osrelease'] = ''
    let reads = 0
    const files = fakeFiles(tree)
    const counting = { ...files, read: (path: string) => (reads++, files.read(path)) }
    const table = createProcessTable(counting)
    reads = 0
    const reading = reader(table)()
    let turns = 0
    let done = false
    const other = (): void => {
      turns++
      if (!done) setImmediate(other)
    }
    setImmediate(other)
    const { counts, facts } = await reading
    done = true
    expect(reads).toBe(2_048)
    expect(turns).toBeGreaterThan(30)
    expect(counts).toMatchObject({ all: 10_000, sleeping: 2_048, unknown: 7_952 })
    expect(facts).toMatchObject({ 'memory.1.name': 'first', 'memory.2.name': 'last', unread: 7_952 })
  })

  test('without a process table there is nothing to say', async () => {
    const { table } = createFakeProcesses()
    expect(await createProcessesSource(table).read({ now: 0, up: 0 }, AbortSignal.abort())).toHaveProperty('absent')
  })
})
