import { createEngine, type DeviceState } from '../detect/engine.ts'
import type { Finding } from '../detect/finding.ts'
import type { EventInput, RuleInput } from '../detect/rule.ts'
import { armRules } from '../detect/rule-settings.ts'
import { BARE_SCENE } from '../detect/scene.ts'
import { journalReader } from './journal.ts'
import { lastReader } from './last.ts'
import type { DiagnosedBoot, Material, Reader, ReadOptions } from './material.ts'
import { seriesReader } from './series.ts'
import { smartReader } from './smart.ts'
import { syslogReader } from './syslog.ts'
import { windowsReader } from './windows.ts'

/** In the order they are tried: what is told apart most surely comes first. */
const READERS: readonly Reader[] = [windowsReader, smartReader, journalReader, lastReader, seriesReader, syslogReader]

/** Two files tell the same boot so close together, ms. */
const SAME_BOOT_MS = 120_000
/** Time passes for rules once a minute, and for so long after the last happening, ms. */
const MINUTE_MS = 60_000
const AFTERMATH_MS = 30 * MINUTE_MS

export interface EvidenceFile {
  name: string
  bytes: Uint8Array
  /** When it was changed last, ms. */
  changedAt: number
}

export interface Diagnosis {
  boots: DiagnosedBoot[]
  /** What the rules found, oldest first. */
  findings: Finding[]
  notes: string[]
  /** Files of no kind we know. */
  unknown: string[]
}

/** Judges what files of a machine tell that never had an agent: the same rules as live, without a timetable and without a fleet. */
export function diagnose(files: readonly EvidenceFile[], options: { timeZone: string; now: number }): Diagnosis {
  const unknown: string[] = []
  const notes: string[] = []
  const materials: Material[] = []
  for (const file of files) {
    const read = readOne(file, { timeZone: options.timeZone, latest: Math.min(options.now, file.changedAt) })
    if (read === null) {
      unknown.push(file.name)
      continue
    }
    materials.push(read.material)
    notes.push(`${file.name}: ${read.kind}`, ...read.material.notes.map(note => `${file.name}: ${note}`))
  }
  const boots = joinFiles(materials.map(material => material.boots))
  const events = materials.flatMap(material => material.events)
  return { boots, findings: judge(boots, events), notes, unknown }
}

function readOne(file: EvidenceFile, options: ReadOptions): { kind: string; material: Material } | null {
  for (const { kind, read } of READERS) {
    const material = read(file.bytes, options)
    if (material !== null) return { kind, material }
  }
  return null
}

/** Boots of several files: what two tell is one, and the one that knows more of how the run before ended is believed. */
function joinFiles(lists: readonly DiagnosedBoot[][]): DiagnosedBoot[] {
  // A resumption from sleep is no boot; one file's order is its own, for a clock may have been set.
  const [first = [], ...others] = lists.map(list => list.filter(({ kind }) => kind !== 'sleep'))
  const joined = [...first]
  for (const boot of others.flat()) {
    const i = joined.findIndex(({ at }) => Math.abs(at - boot.at) <= SAME_BOOT_MS)
    if (i === -1) joined.push(boot)
    else if (knows(boot) > knows(joined[i]!)) joined[i] = { ...boot, at: joined[i]!.at }
  }
  return others.length === 0 ? joined : joined.toSorted((a, b) => a.at - b.at)
}

function knows({ previous, kind }: DiagnosedBoot): number {
  const end = previous.end === 'unknown' ? 0 : 2
  const cause = previous.cause === null || previous.cause === 'unknown' ? 0 : 2
  return end + cause + (previous.bugcheckCode === null ? 0 : 1) + (kind === 'unknown' ? 0 : 1)
}

/** The last word of the rules on each thing they found. */
function judge(boots: readonly DiagnosedBoot[], events: readonly EventInput[]): Finding[] {
  const engine = createEngine(armRules())
  const state: DeviceState = {}
  const found = new Map<string, Finding>()
  const show = (input: RuleInput): void => {
    for (const told of engine.step(state, input, BARE_SCENE).told) {
      if (told.type !== 'found') continue
      const { rule, topic, since } = told.finding
      found.set(`${rule} ${topic} ${since}`, told.finding)
    }
  }
  const inputs = [...boots.map(bootEvent), ...events].toSorted((a, b) => a.at - b.at)
  let last: number | null = null
  for (const input of inputs) {
    if (last !== null) passTime(last, Math.min(input.at, last + AFTERMATH_MS), show)
    show(input)
    last = input.at
  }
  if (last !== null) passTime(last, last + AFTERMATH_MS, show)
  return [...found.values()].toSorted((a, b) => a.since - b.since)
}

function passTime(from: number, to: number, show: (input: RuleInput) => void): void {
  for (let at = from + MINUTE_MS; at <= to; at += MINUTE_MS) show({ type: 'tick', at, listeningSince: 0 })
}

function bootEvent({ at, kind, resumed, previous }: DiagnosedBoot): EventInput {
  const down = previous.at === null || previous.at > at ? null : Math.round((at - previous.at) / 1000)
  return {
    type: 'event',
    at,
    name: 'system.boot',
    severity: previous.end === 'unclean' ? 'warning' : 'info',
    attributes: {
      kind: resumed && kind === 'unknown' ? 'sleep' : kind,
      previousEnd: previous.end,
      previousCause: previous.cause,
      bugcheckCode: previous.bugcheckCode,
      downSeconds: down,
    },
  }
}
