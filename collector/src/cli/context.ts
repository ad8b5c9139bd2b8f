import { Option, type Command } from 'commander'

import { connect, type Client } from './client.ts'

/** What a command may touch of the outside world. */
export interface Io {
  env: Record<string, string | undefined>
  out(text: string): void
  err(text: string): void
  /** Whether a person sees `err` as it is written: then long work shows how far it is. */
  isTerminal: boolean
  /** What is piped in. */
  input(): AsyncIterable<Uint8Array>
  /** Resolves when the program is asked to stop. */
  untilStopped(): Promise<unknown>
}

/** Adds `--data`, which says where the running collector left its address and token. */
export function withData(command: Command, io: Io): Command {
  const folder = io.env['FOREWARN_DATA'] ?? 'data'
  return command.addOption(new Option('--data <folder>', 'the collector’s data folder').default(folder))
}

/** Adds `--json` too: data for machines instead of a table for people. */
export function withJson(command: Command, io: Io): Command {
  return withData(command, io).option('--json', 'print JSON')
}

export interface DataFlags {
  data: string
  json?: boolean
}

export function clientOf(flags: DataFlags): Client {
  return connect(flags.data)
}

/** Prints what machines asked for, or what people read. */
export function print(io: Io, flags: DataFlags, data: unknown, text: string): void {
  io.out(flags.json === true ? `${JSON.stringify(data, null, 2)}\n` : text)
}
