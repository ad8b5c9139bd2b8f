import type { Series } from '@forewarn/shared/record.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'
import type { Source } from '../sampler/source.ts'
import type { SourceParts } from './index.ts'

const SERIES: Series[] = [['forewarn.updates.pending'], ['forewarn.updates.security']]
/** Package lists are fetched once or twice a day. */
const EVERY_MS = 12 * 3_600_000
const LIMITS = { deadlineMs: 60_000, maxBytes: 1024 * 1024 }
const FACT_LENGTH = 1_000

/** Packages of which a newer version is to be had, and those of them whose newer version closes a security hole. */
interface Pending {
  all: number
  security: string[]
}

/**
 * What apt is asked. Simulating an upgrade says the same for three times the processor time (3.5 s against 1.1 s with 128 packages), most of it
 * spent on the order of installation. No network, no lock, and with its cache files switched off nothing is written.
 */
const APT = ['-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache=', 'list', '--upgradable']
const LISTS = '/var/lib/apt/lists'

/** From what dnf fetched last; nothing is fetched. Its exit code is 100 where there are updates. */
const DNF = ['--cacheonly', '--quiet', 'check-update']

/** Updates that wait, from the package lists the system fetched last. */
export function createUpdatesSource({ files, commands }: Pick<SourceParts, 'files' | 'commands'>): Source {
  return {
    name: 'updates',
    pace: 'heavy',
    everyMs: EVERY_MS,
    deadlineMs: 150_000,
    async read(_tick, signal) {
      const manager = files.exists('/var/lib/dpkg/status') ? 'apt' : files.exists('/usr/bin/dnf') ? 'dnf' : null
      if (manager === null) return { absent: 'neither apt nor dnf keeps the packages of this machine' }
      const pending = manager === 'apt' ? await askApt(commands, signal) : await askDnf(commands, signal)
      if (pending === null) return { absent: `${manager} is not installed` }
      const listsFrom = manager === 'apt' ? newestList(files) : null
      const security = pending.security.toSorted().join(' ').slice(0, FACT_LENGTH)
      return {
        series: SERIES,
        values: [pending.all, pending.security.length],
        facts: [{ subject: 'updates', facts: { manager, listsFrom, pending: pending.all, security } }],
      }
    },
  }
}

async function askApt(commands: Commands, signal: AbortSignal): Promise<Pending | null> {
  const output = await run(commands, 'apt', APT, [0], signal)
  if (output === null) return null
  const pending = parseAptList(output)
  if (pending === null) throw new Error('apt did not print a list')
  return pending
}

async function askDnf(commands: Commands, signal: AbortSignal): Promise<Pending | null> {
  const all = await run(commands, 'dnf', DNF, [0, 100], signal)
  if (all === null) return null
  const security = await run(commands, 'dnf', [...DNF, '--security'], [0, 100], signal)
  return { all: parseDnfList(all).length, security: parseDnfList(security ?? '') }
}

/** What a program printed that ended with one of these codes; null where it is not installed. */
async function run(
  commands: Commands,
  program: string,
  args: readonly string[],
  codes: readonly number[],
  signal: AbortSignal,
): Promise<string | null> {
  const result = await commands.run(program, args, { ...LIMITS, signal })
  if (result.kind === 'missing') return null
  if (result.kind !== 'done') throw new Error(`${program}: ${result.kind}`)
  if (codes.includes(result.code)) return result.stdout
  const complaint = result.stderr.trim().split('\n').at(-1)?.slice(0, 120) ?? ''
  throw new Error(`${program} ended with ${result.code}${complaint === '' ? '' : `: ${complaint}`}`)
}

/**
 * `name/suite,suite version architecture [upgradable from: version]`, one line a package, under a heading. Null without the heading. Debian,
 * Ubuntu and those after them call the suites that carry security updates `…-security`.
 */
export function parseAptList(text: string): Pending | null {
  const [heading, ...lines] = text.split('\n')
  if (heading?.startsWith('Listing') !== true) return null
  const security: string[] = []
  let all = 0
  for (const line of lines) {
    const [, name, suites] = /^([a-z0-9][a-z0-9+.-]{0,99})\/(\S+) \S+ \S+ \[upgradable from: \S+\]$/.exec(line) ?? []
    if (name === undefined || suites === undefined) continue
    all++
    if (suites.split(',').some(suite => /[-/]security$/.test(suite))) security.push(name)
  }
  return { all, security }
}

/** `name.architecture  version  repository`; what is obsoleted is listed after it in the same form and is no update. */
export function parseDnfList(text: string): string[] {
  const [updates = ''] = text.split(/^Obsoleting Packages/m)
  return updates.split('\n').flatMap(line => /^(\S{1,100})\.\w+ +\S+ +\S+\s*$/.exec(line)?.[1] ?? [])
}

/** When the newest of apt's lists was made, by its own word; without it nobody knows what "no updates" is worth. */
function newestList(files: Files): string | null {
  const dates = files
    .list(LISTS)
    .filter(name => name.endsWith('_InRelease') || name.endsWith('_Release'))
    .map(name => /^Date: (.{10,40})$/m.exec(files.read(`${LISTS}/${name}`)?.slice(0, 4096) ?? '')?.[1] ?? '')
    .map(date => Date.parse(date))
    .filter(Number.isFinite)
  return dates.length === 0 ? null : new Date(Math.max(...dates)).toISOString().slice(0, 10)
}
