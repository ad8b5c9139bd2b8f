import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

import { systemClock } from '@forewarn/shared/clock.ts'
import { InvalidArgumentError, type Command } from 'commander'

import { clientOf, withData, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'
import { readText } from '../text-file.ts'
import { momentOption } from '../when.ts'

/** `forewarn export` and `forewarn replay`: a history leaves the collector, and is judged again anywhere. */
export function addReplayCommands(program: Command, io: Io): void {
  withData(program.command('export').description('write the history of a device or a whole site as a trace'), io)
    .option('--device <device>', 'of this device')
    .option('--site <site>', 'of everything in this site')
    .option(
      '--since <time>',
      'what was told since then, such as 7d (the default) or an ISO 8601 time',
      momentOption(systemClock.now),
    )
    .option('--until <time>', 'what was told until then', momentOption(systemClock.now))
    .option('--output <file>', 'write it there instead of printing it; must not exist yet')
    .action(async (flags: DataFlags & Record<'device' | 'site' | 'since' | 'until' | 'output', string | undefined>) => {
      if ((flags.device === undefined) === (flags.site === undefined))
        throw new UsageError('name either --device or --site')
      const query = new URLSearchParams()
      for (const name of ['device', 'site', 'since', 'until'] as const) {
        const value = flags[name]
        if (value !== undefined) query.set(name, value)
      }
      const path = `/api/v1/trace?${query.toString()}`
      const client = clientOf(flags)
      if (flags.output === undefined) for await (const text of client.texts(path)) io.out(text)
      else await client.download(path, flags.output)
    })

  program
    .command('replay')
    .argument('<trace>', 'a file written by "forewarn export"; "-" reads it from a pipe')
    .description('judge a trace again, by its own clock: what is found, and which incidents come of it')
    .option('--rules <file>', 'with these rules instead of those it was judged with, as YAML or JSON')
    .option(
      '--speed <n>',
      'so many times as fast as it happened, telling each finding as it comes; at once unless given',
      speed,
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Exit codes: 0 judged, whatever was found; 1 the trace is damaged (what came before the damage is judged); 2 usage.`,
    )
    .action(async (name: string, flags: { rules?: string; speed?: number; json?: boolean }) => {
      const [{ createReplay }, { readLine }, report, { rulesFromText }] = await Promise.all([
        import('../../replay/replay.ts'),
        import('../../replay/trace-text.ts'),
        import('../../replay/report.ts'),
        import('../rules-text.ts'),
      ])
      const rules = flags.rules === undefined ? null : rulesFromText(await readText(flags.rules, io), flags.rules)
      const follows = flags.speed !== undefined && flags.json !== true
      const replay = createReplay({
        ...(rules === null ? {} : { rules }),
        ...(follows ? { onFound: found => io.out(report.foundInWords(found)) } : {}),
      })
      const wait = flags.speed === undefined ? null : createPace(flags.speed)
      let [number, judged, damage] = [0, 0, null as string | null]
      try {
        for await (const text of linesOf(name, io)) {
          number++
          const line = readLine(text)
          if (wait !== null && line.type === 'tick') await wait(line.at)
          replay.take(line)
          judged++
        }
      } catch (error) {
        if (error instanceof UsageError) throw error
        damage = `${name}:${number}: ${(error as Error).message}`
      }
      const replayed = judged === 0 ? null : replay.end()
      if (replayed !== null) {
        if (damage !== null) replayed.notes.push(`${damage}; what came before it was judged`)
        io.out(
          flags.json === true ? `${JSON.stringify(report.toDocument(replayed), null, 2)}\n` : report.inWords(replayed),
        )
      }
      if (damage !== null) throw new Error(damage)
      if (replayed === null) throw new Error(`${name}: there is nothing in it`)
    })
}

/** The lines of a file or a pipe. Throws `UsageError` where it cannot be read. */
async function* linesOf(name: string, io: Io): AsyncGenerator<string> {
  const input = name === '-' ? Readable.from(io.input()) : createReadStream(name)
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line !== '') yield line
  } catch (error) {
    throw new UsageError(
      `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`,
    )
  }
}

/** Waits until so much time has passed as a history's own time asks for. */
function createPace(times: number): (at: number) => Promise<void> {
  let begun: { at: number; now: number } | null = null
  return async at => {
    begun ??= { at, now: systemClock.now() }
    const due = begun.now + (at - begun.at) / times
    const early = due - systemClock.now()
    if (early > 1) await pause(early)
  }
}

function speed(text: string): number {
  const times = Number(text)
  if (!(times > 0 && times <= 1e9)) throw new InvalidArgumentError('must be a number above 0.')
  return times
}
