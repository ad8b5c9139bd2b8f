import { finding, type Finding } from '../finding.ts'

const DRIVER = /^(?:\[drm[^\]]*\] )?(i915|xe|amdgpu|radeon|nouveau)\b/
/** What a driver says, and how far it has come: `hang` is the cause, `reset` the cure, `reset-failed` the end of the picture. */
const STAGES: readonly [pattern: RegExp, code: string][] = [
  [
    /GPU reset.{0,20}(?:failed|end with ret = -)|[Ff]ailed to reset (?:chip|GPU|engine)|GPU recovery failed|wedged/,
    'reset-failed',
  ],
  [
    /GPU HANG: ecode|ring \S+ timeout|ring \d+ stalled for more than|GPU lockup|Timedout job|CTXSW_TIMEOUT|fifo: fault|(?:gr|fifo): TRAP/,
    'hang',
  ],
  [
    /Resetting (?:chip|rcs\d|bcs\d|vcs\d|vecs\d)|GPU reset begin|GPU reset\(\d+\) begin|GT\d: reset (?:started|queued)/,
    'reset',
  ],
]
const XID = /^NVRM: Xid \((?:PCI:)?[\da-f:.]+\): (\d{1,4}),/
/** Xid 79: the card fell off the bus (NVIDIA's list of Xid errors). */
const OFF_THE_BUS = 79

/** A graphics chip that hung or was reset. */
export function readGpu(line: string): Finding | null {
  const xid = XID.exec(line)
  if (xid !== null) {
    const code = Number(xid[1])
    const severity = code === OFF_THE_BUS ? 'error' : 'warning'
    return finding('gpu.reset', severity, { device: 'nvidia', code: `xid-${code}`, evidence: line })
  }
  const device =
    DRIVER.exec(line)?.[1] ?? /^\[drm:(?:\w+ )?\[?(i915|xe|amdgpu|radeon|nouveau)/.exec(line)?.[1] ?? drmOf(line)
  if (device === undefined) return null
  for (const [pattern, code] of STAGES)
    if (pattern.test(line))
      return finding('gpu.reset', code === 'reset-failed' ? 'error' : 'warning', { device, code, evidence: line })
  return null
}

/** `[drm] GPU HANG: …` names no driver (i915 before 5.x), `[drm:amdgpu_job_timedout [amdgpu]] …` has it in the function's name. */
function drmOf(line: string): string | undefined {
  if (!line.startsWith('[drm')) return undefined
  return /^\[drm:(amdgpu|radeon|i915|xe|nouveau)_/.exec(line)?.[1] ?? (line.includes('GPU HANG') ? 'i915' : undefined)
}
