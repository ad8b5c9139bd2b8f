import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'

import { createBacktest } from '../replay/backtest.ts'
import { lineText } from '../replay/trace-text.ts'
import { openReader } from './reader.ts'
import type { FromStudy, Study } from './study.ts'
import { readTrace } from './trace.ts'

/* A thread that reads for one question and ends with it; see study.ts. */

/** A trace is handed over in pieces of about this size. */
const PIECE_CHARACTERS = 1 << 16

const port = parentPort!
const { file, study } = workerData as { file: string; study: Study }

function say(message: FromStudy): void {
  port.postMessage(message)
}

/** Hands a piece over and waits until it was taken. */
async function hand(text: string): Promise<void> {
  say({ type: 'text', text })
  await once(port, 'message')
}

async function writeTrace({ of, since, until }: Study & { type: 'trace' }): Promise<void> {
  const reader = openReader(file, ({ id, siteId }) => ('site' in of ? siteId === of.site : id === of.device))
  let piece = ''
  for (const line of readTrace(reader, { of, since, until })) {
    piece += lineText(line)
    if (piece.length < PIECE_CHARACTERS) continue
    await hand(piece)
    piece = ''
  }
  if (piece !== '') await hand(piece)
  reader.close()
}

async function backtest({ before, after, since, until }: Study & { type: 'backtest' }): Promise<void> {
  const reader = openReader(file, () => true)
  const test = createBacktest(before, after, { since, until })
  const { devices } = reader
  if (test.changed.length > 0)
    for (const [done, device] of devices.entries()) {
      await hand(`${JSON.stringify({ progress: { done, of: devices.length } })}\n`)
      test.device(readTrace({ ...reader, devices: [device] }, { of: { device: device.id }, since, until }))
    }
  await hand(`${JSON.stringify({ result: test.result() })}\n`)
  reader.close()
}

try {
  await (study.type === 'trace' ? writeTrace(study) : backtest(study))
  say({ type: 'done' })
} catch (error) {
  say({ type: 'failed', message: (error as Error).message })
}
