import { execFile } from 'node:child_process'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { toMarkdown } from './report.ts'

test('a report is a table with targets judged and comparisons as ratios', () => {
  const text = toMarkdown({
    title: 'Ingest',
    figures: [
      {
        what: 'single',
        value: 512_345,
        unit: 'values/CPU-s',
        atLeast: 500e3,
        beside: [
          { who: 'A', value: 64_000 },
          { who: 'B', value: 1_280_000 },
        ],
      },
      { what: 'p99', value: 20.4, unit: 'ms', atMost: 20 },
      { what: 'lost', value: 0, unit: '', atMost: 0 },
      { what: 'absent', value: null, unit: 'ms', atMost: 1 },
    ],
    notes: ['A note.'],
  })
  expect(text.split('\n')).toEqual([
    '### Ingest',
    '',
    '|  | measured | target | beside it | ratio |',
    '| --- | ---: | ---: | ---: | ---: |',
    '| single | 512 k values/CPU-s | ≥ 500 k values/CPU-s ✓ | A: 64 k values/CPU-s | 8.01 × |',
    '|  |  |  | B: 1.28 M values/CPU-s | 0.400 × |',
    '| p99 | 20.4 ms | ≤ 20 ms ✗ |  |  |',
    '| lost | 0 | ≤ 0 ✓ |  |  |',
    '| absent | — | ≤ 1 ms |  |  |',
    '',
    '- A note.',
    '',
  ])
})

test.each([
  [['--help'], 0, 'Usage: pnpm bench'],
  [['nonsense'], 2, 'no bench "nonsense"; there are agent, ingest, connections, history'],
  [['--nonsense'], 2, "Unknown option '--nonsense'"],
  [['--minutes', '0'], 2, '--minutes takes 1 to 120'],
] as const)('bench %j ends with %i and says why', async (args, code, says) => {
  const ended = await new Promise<{ code: number; text: string }>(resolve => {
    execFile(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    )
  })
  expect(ended.code).toBe(code)
  expect(ended.text).toContain(says)
})
