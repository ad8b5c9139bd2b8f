import { createReadStream } from 'node:fs'

import type { Io } from './context.ts'
import { UsageError } from './exit.ts'

/** More than any settings the collector takes. */
const MOST_BYTES = 1 << 20

/** The text of a file, or of a pipe for `-`. Throws `UsageError` where there is none, or far too much. */
export async function readText(file: string, io: Io): Promise<string> {
  const from = file === '-' ? 'standard input' : file
  const parts: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const part of (file === '-' ? io.input() : createReadStream(file)) as AsyncIterable<Uint8Array>) {
      parts.push(part)
      bytes += part.length
      if (bytes > MOST_BYTES) break
    }
  } catch (error) {
    throw new UsageError(`${from} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
  if (bytes > MOST_BYTES) throw new UsageError(`${from} is larger than any settings of a site`)
  return Buffer.concat(parts).toString()
}
