import { Readable } from 'node:stream'

import { runCli } from './program.ts'

/* For tests of the command line: one run in this process, with what it said. */

export interface Run {
  code: number
  out: string
  err: string
}

export async function forewarn(args: string[], env: Record<string, string> = {}, input = ''): Promise<Run> {
  let [out, err] = ['', '']
  const code = await runCli(args, {
    env,
    out: text => void (out += text),
    err: text => void (err += text),
    isTerminal: false,
    input: () => Readable.from([Buffer.from(input)]),
    untilStopped: () => Promise.resolve(),
  })
  return { code, out, err }
}
