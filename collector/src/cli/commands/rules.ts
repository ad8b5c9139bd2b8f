import type { BacktestLine, BacktestResult, RuleList } from '@forewarn/shared/rule-api.ts'
import { systemClock } from '@forewarn/shared/clock.ts'
import type { Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { formatTable, shortTime } from '../table.ts'
import { readText } from '../text-file.ts'
import { momentOption } from '../when.ts'

const BAR = 30

/** `forewarn rules` and `forewarn backtest`: what the rules are, and what others would have found. */
export function addRuleCommands(program: Command, io: Io): void {
  withJson(program.command('rules').description('print the rules as YAML, or replace their numbers from a file'), io)
    .option('--file <file>', 'replace them by this YAML or JSON; "-" reads it from a pipe')
    .action(async (flags: DataFlags & { file?: string }) => {
      const { rulesAsYaml, rulesFromText } = await import('../rules-text.ts')
      const client = clientOf(flags)
      const { rules } =
        flags.file === undefined
          ? await client.get<RuleList>('/api/v1/rules')
          : await client.put<RuleList>('/api/v1/rules', rulesFromText(await readText(flags.file, io), flags.file))
      print(io, flags, rules, rulesAsYaml(rules))
    })

  withJson(
    program.command('backtest').description('say what other rules would have raised and no longer raised in the past'),
    io,
  )
    .requiredOption('--rules <file>', 'the rules to try, as "forewarn rules --file" would take them')
    .option('--since <time>', 'how far back, such as 30d or an ISO 8601 time', momentOption(systemClock.now), undefined)
    .action(async (flags: DataFlags & { rules: string; since?: string }) => {
      const { rulesFromText } = await import('../rules-text.ts')
      const rules = rulesFromText(await readText(flags.rules, io), flags.rules)
      const { since } = flags
      const lines = clientOf(flags).lines<BacktestLine>('/api/v1/backtest', {
        rules,
        ...(since === undefined ? {} : { since }),
      })
      let result: BacktestResult | null = null
      for await (const line of lines) {
        if ('result' in line) result = line.result
        else if (io.isTerminal) io.err(progressBar(line.progress))
      }
      if (io.isTerminal) io.err(`\r${' '.repeat(BAR + 30)}\r`)
      if (result === null) throw new Error('the collector ended before it had an answer')
      print(io, flags, result, inWords(result))
    })
}

function progressBar({ done, of }: { done: number; of: number }): string {
  const filled = Math.round((done / of) * BAR)
  return `\r[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ${done} of ${of} devices`
}

function inWords({ devices, deviceWeeks, since, rules, added, removed, regraded }: BacktestResult): string {
  if (rules.length === 0) return 'No rule differs from those in use; nothing was tried.\n'
  const head = `${devices} ${devices === 1 ? 'device' : 'devices'} since ${shortTime(since)}, known for ${deviceWeeks} weeks in all. Per 100 devices and week in brackets.\n`
  const rows = rules.map(({ rule, before, after, per100DeviceWeeks, judgesReadings }) => [
    rule,
    `${before} (${per100DeviceWeeks.before})`,
    `${after} (${per100DeviceWeeks.after})`,
    judgesReadings ? 'five-minute means where samples are no longer kept' : '',
  ])
  const list = (title: string, { count, findings }: BacktestResult['added']): string => {
    const lines = findings.map(one => {
      const grade = one.grade === null ? 'warning' : `grade ${one.grade}`
      return `  ${shortTime(one.since)}  ${one.device}  ${grade}  ${one.title.en}  (${one.rule}, ${one.count} times)\n`
    })
    const more = count > findings.length ? `  … and ${count - findings.length} more\n` : ''
    return `${title}: ${count}\n${lines.join('')}${more}`
  }
  return [
    head,
    formatTable(['RULE', 'NOW', 'THEN', 'JUDGED'], rows),
    list('Raised in addition', added),
    list('No longer raised', removed),
    list('Of another grade', regraded),
  ].join('\n')
}
