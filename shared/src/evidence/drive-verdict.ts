import type { DriveReading, NvmeWarning, SmartAttribute } from './drive-reading.ts'

/**
 * How much a verdict can know. `smart`: the drive's own word and its counters; `counters`: only these, as behind bridges that swallow the
 * status command; `status-only`: only that word; `none`: nothing at all.
 */
export type EvidenceLevel = 'smart' | 'counters' | 'status-only' | 'none'

/** What is counted, whatever the drive speaks. */
export type DriveCount =
  | 'reallocated'
  | 'pending'
  | 'uncorrectable'
  | 'reported-uncorrectable'
  | 'end-to-end'
  | 'spin-retries'
  | 'media-errors'
  | 'grown-defects'
  | 'uncorrected-errors'

/** One piece of evidence against a drive. */
export type DriveReason =
  /** The drive says of itself that it is failing. */
  | { kind: 'self-assessment' }
  /** An attribute is at its threshold, or was where that foretells failure. `doubtful`: its worst value is better than its value, so nobody keeps it. */
  | { kind: 'attribute'; attribute: SmartAttribute; doubtful: boolean }
  | { kind: 'warning'; of: NvmeWarning }
  | { kind: 'count'; of: DriveCount; count: number }
  | { kind: 'endurance'; used: number }
  | { kind: 'spare'; left: number; limit: number }
  | { kind: 'self-test'; what: string }

/** What to look at besides the drive: its cable and socket, or what cools it. */
export type DriveAdvice = 'cable' | 'cooling'

/** What is to be thought of a drive, and on what evidence. `unknown` where there is none: it is neither well nor ill. */
export interface DriveVerdict {
  verdict: 'failing' | 'degraded' | 'healthy' | 'unknown'
  level: EvidenceLevel
  /** The gravest first. */
  reasons: DriveReason[]
  advice: DriveAdvice[]
}

/** A count that means harm, and the attribute of ATA drives that has it, under the names by which smartctl knows it to be that count. */
interface Judged {
  of: DriveCount
  id: number
  name: RegExp
  /** From here on degraded, and failing. */
  degraded: number
  failing: number
}

/**
 * Where the lines lie. Source: annual failure rates by attribute value over Backblaze's drive statistics, in the buckets of the scrutiny
 * project. With 1 to 4 reallocated sectors drives failed no more often than with none (2.7 % a year against 2.5 %), with 4 to 16 three
 * times as often; one reported uncorrectable error, pending or uncorrectable sector or spin retry is already worth 34 to 81 % a year.
 * `failing` begins where a drive had to be expected to fail within the year (rate above one). End-to-end errors have no such numbers.
 */
const JUDGED: readonly Judged[] = [
  { of: 'reallocated', id: 5, name: /re-?(alloc|assign)/i, degraded: 5, failing: 1_100 },
  { of: 'pending', id: 197, name: /^(?!bogus).*pend/i, degraded: 1, failing: 40 },
  { of: 'uncorrectable', id: 198, name: /uncorrect|unc_sect/i, degraded: 1, failing: 40 },
  { of: 'reported-uncorrectable', id: 187, name: /uncorrect/i, degraded: 1, failing: 35 },
  { of: 'end-to-end', id: 184, name: /end-?to-?end/i, degraded: 1, failing: Number.POSITIVE_INFINITY },
  { of: 'spin-retries', id: 10, name: /spin_retry/i, degraded: 1, failing: Number.POSITIVE_INFINITY },
]

const CRC_ERRORS = 199

/** Judges a drive by what it says now. The trend of its counts is for those who know its history. */
export function judgeDrive(reading: DriveReading): DriveVerdict {
  const level = levelOf(reading)
  if (level === 'none') return { verdict: 'unknown', level, reasons: [], advice: [] }
  const found = evidenceOf(reading)
  const failing = found.filter(([grave]) => grave)
  const reasons = [...failing, ...found.filter(([grave]) => !grave)].map(([, reason]) => reason)
  const verdict = failing.length > 0 ? 'failing' : reasons.length > 0 ? 'degraded' : 'healthy'
  return { verdict, level, reasons, advice: adviceFor(reading, reasons) }
}

function levelOf({ passed, health }: DriveReading): EvidenceLevel {
  if (health === null) return passed === null ? 'none' : 'status-only'
  return passed === null ? 'counters' : 'smart'
}

/** Everything that speaks against a drive, each with whether it means that the drive is failing. */
function evidenceOf(reading: DriveReading): [grave: boolean, reason: DriveReason][] {
  const { passed, health, enduranceUsed, spare, spareLimit, selfTests } = reading
  const found: [boolean, DriveReason][] = []
  // An NVMe drive fails its own test for any warning, and being warm is none of its faults.
  const onlyWarm = health?.kind === 'nvme' && health.warnings.length > 0 && health.warnings.every(isWarmth)
  if (passed === false && !onlyWarm) found.push([true, { kind: 'self-assessment' }])
  if (health?.kind === 'ata')
    found.push(...health.attributes.flatMap(judgeThreshold), ...health.attributes.flatMap(judgeCount))
  if (health?.kind === 'nvme') {
    for (const of of health.warnings) found.push([!isWarmth(of), { kind: 'warning', of }])
    found.push(...counted('media-errors', health.mediaErrors))
  }
  if (health?.kind === 'scsi')
    found.push(
      ...counted('grown-defects', health.grownDefects),
      ...counted('pending', health.pendingDefects),
      ...counted('uncorrected-errors', health.uncorrectedErrors),
    )
  if (enduranceUsed !== null && enduranceUsed >= 1) found.push([false, { kind: 'endurance', used: enduranceUsed }])
  if (spare !== null && spareLimit !== null && spare < spareLimit && spareLimit <= 1)
    found.push([false, { kind: 'spare', left: spare, limit: spareLimit }])
  if (selfTests.failure !== null) found.push([false, { kind: 'self-test', what: selfTests.failure }])
  return found
}

function isWarmth(warning: NvmeWarning): boolean {
  return warning === 'temperature'
}

function counted(of: DriveCount, count: number | null): [boolean, DriveReason][] {
  return count === null || count === 0 ? [] : [[false, { kind: 'count', of, count }]]
}

/**
 * An attribute at its threshold. Failing only where the maker says that it foretells failure, and where it is kept at all: the worst
 * value can only be as good as the value, and on some models unused attributes stand at 0 with a worst of 100.
 */
function judgeThreshold(attribute: SmartAttribute): [boolean, DriveReason][] {
  const { prefail, failed, value, worst } = attribute
  if (failed === null || (failed === 'past' && !prefail)) return []
  const doubtful = value !== null && worst !== null && worst > value
  return [[failed === 'now' && prefail && !doubtful, { kind: 'attribute', attribute, doubtful }]]
}

function judgeCount({ id, name, count }: SmartAttribute): [boolean, DriveReason][] {
  const judged = JUDGED.find(rule => rule.id === id && (name === '' || rule.name.test(name)))
  if (judged === undefined || count === null || count < judged.degraded) return []
  return [[count >= judged.failing, { kind: 'count', of: judged.of, count }]]
}

function adviceFor({ health }: DriveReading, reasons: DriveReason[]): DriveAdvice[] {
  const advice: DriveAdvice[] = []
  const crc = health?.kind === 'ata' ? health.attributes.find(({ id }) => id === CRC_ERRORS) : undefined
  if (crc !== undefined && crc.count !== null && crc.count > 0 && /crc/i.test(crc.name)) advice.push('cable')
  if (reasons.some(isHeat)) advice.push('cooling')
  return advice
}

function isHeat(reason: DriveReason): boolean {
  if (reason.kind === 'warning') return reason.of === 'temperature'
  return reason.kind === 'attribute' && /temperature/i.test(reason.attribute.name)
}

/** A reason in a few words with its numbers, for records; the page has words of its own. */
export function reasonInWords(reason: DriveReason): string {
  switch (reason.kind) {
    case 'self-assessment':
      return 'self-assessment failed'
    case 'attribute': {
      const { id, name, value, worst, threshold, failed, raw } = reason.attribute
      const when = failed === 'past' ? 'was' : 'is'
      const doubt = reason.doubtful ? `, doubtful: worst ${worst}` : ''
      return `${id} ${name} ${when} at its threshold (value ${value}, threshold ${threshold}, raw ${raw}${doubt})`
    }
    case 'warning':
      return `critical warning: ${reason.of}`
    case 'count':
      return `${reason.of} ${reason.count}`
    case 'endurance':
      return `endurance used ${Math.round(reason.used * 100)} %`
    case 'spare':
      return `spare ${Math.round(reason.left * 100)} % below ${Math.round(reason.limit * 100)} %`
    case 'self-test':
      return `self-test failed (${reason.what})`
  }
}
