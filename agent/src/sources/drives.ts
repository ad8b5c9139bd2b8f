import { judgeDrive } from '@forewarn/shared/evidence/drive-verdict.ts'
import type { ScannedDrive, SmartctlAnswer } from '@forewarn/shared/evidence/smartctl.ts'
import type { Reading, Series } from '@forewarn/shared/record.ts'

import type { Source, SourceReading } from '../sampler/source.ts'
import { createSmartctl } from './ask-smartctl.ts'
import { listBlockDrives, type BlockDrive } from './block-drives.ts'
import { createDriveBook, type JudgedDrive } from './drive-book.ts'
import { driveColumns, driveFacts, hiddenFacts } from './drive-records.ts'
import type { SourceParts } from './index.ts'

/** Wear and errors move over days; each reading costs a process per drive, ms. */
const EVERY_MS = 3_600_000

/** A drive that was asked, under its name here, and what the kernel knows of it. */
interface Asked {
  name: string
  block: BlockDrive | null
  answer: SmartctlAnswer
}

/** The health of the drives by their own word, through smartctl, which needs to be root. */
export function createDrivesSource({
  files,
  commands,
  memory,
}: Pick<SourceParts, 'files' | 'commands' | 'memory'>): Source {
  const smartctl = createSmartctl(commands)
  const book = createDriveBook(memory)
  /** A sleeping drive keeps its place in the sample, so that samples keep their form. */
  const places = new Map<string, Series[]>()
  let scanned: { of: string; drives: ScannedDrive[] } | null = null

  async function scan(blocks: BlockDrive[], signal: AbortSignal): Promise<ScannedDrive[] | { absent: string }> {
    const of = blocks.map(({ name }) => name).join(' ')
    // Looking for drives opens each of them, so it is done anew only when one came or went.
    if (scanned !== null && scanned.of === of && of !== '') return scanned.drives
    const drives = await smartctl.scan(signal)
    if (Array.isArray(drives)) scanned = { of, drives }
    return drives
  }

  function report(asked: Asked[], blocks: BlockDrive[], now: number): SourceReading {
    const columns: [Series, Reading][] = []
    const facts = blocks
      .filter(({ name }) => asked.every(one => one.name !== name))
      .map(block => hiddenFacts(block, ''))
    const judged: JudgedDrive[] = []
    for (const { name, block, answer } of asked) {
      if (answer.kind === 'drive') {
        const { reading } = answer
        const verdict = judgeDrive(reading)
        const own = driveColumns(name, reading, verdict)
        places.set(
          name,
          own.map(([series]) => series),
        )
        columns.push(...own)
        facts.push(driveFacts(name, reading, verdict, block?.way === 'usb'))
        judged.push({ name, reading, verdict })
      } else {
        for (const series of places.get(name) ?? []) columns.push([series, null])
        if (answer.kind === 'refused' && answer.why === 'hidden' && block !== null)
          facts.push(hiddenFacts(block, answer.message))
      }
    }
    const series = columns.map(([one]) => one)
    return { series, values: columns.map(([, value]) => value), facts, events: book.compare(judged, now) }
  }

  return {
    name: 'drives',
    pace: 'heavy',
    everyMs: EVERY_MS,
    deadlineMs: 240_000,
    async read({ now }, signal) {
      const blocks = listBlockDrives(files)
      if (blocks.length === 0 && files.exists('/sys/block')) return { absent: 'no drive that stays in this machine' }
      const drives = await scan(blocks, signal)
      if ('absent' in drives) return drives
      const asked: Asked[] = []
      for (const drive of drives) {
        if (signal.aborted) break
        const name = nameOf(drive)
        const block = blocks.find(one => one.name === name) ?? null
        // A node of its own that is not among the drives that stay is a stick or a card: somebody else's.
        if (block === null && blocks.length > 0 && !name.includes(' ')) continue
        const answer = block?.suspended === true ? ({ kind: 'asleep' } as const) : await smartctl.ask(drive, signal)
        asked.push({ name, block, answer })
      }
      // What is not answered in time is not heard, and must not count as told.
      if (signal.aborted) throw new Error('cut while the drives were asked')
      const troubles = asked.flatMap(troubleOf)
      if (troubles.length > 0 && asked.every(({ answer }) => answer.kind === 'refused'))
        throw new Error(`smartctl reads no drive: ${troubles.join('; ')}`)
      return report(asked, blocks, now)
    },
  }
}

function troubleOf({ name, answer }: Asked): string[] {
  return answer.kind === 'refused' && answer.why !== 'hidden' ? [`${name}: ${answer.message}`] : []
}

/** `sda`, `nvme0`. Behind a RAID controller all drives share a node, and what tells them apart is the type: `bus/0 megaraid,3`. */
function nameOf({ device, type }: ScannedDrive): string {
  const node = device.replace(/^\/dev\//, '')
  return type.includes(',') ? `${node} ${type}` : node
}
