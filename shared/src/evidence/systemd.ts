import { cleanName } from './clean.ts'
import { finding, type Finding } from './finding.ts'
import type { JournalEntry } from './journal.ts'

/**
 * The numbers systemd gives to what it says, the same in every version and language (systemd, sd-messages.h). `UNIT_SUCCESS` and the
 * kernel's OOM kill told once more (`UNIT_OUT_OF_MEMORY`) are none of them.
 */
export const SYSTEMD_MESSAGES = {
  coredump: 'fc2e22bc6ee647b6b90729ab34a250b1',
  unitFailed: 'd9b373ed55a64feb8242e02dbe79a49c',
  startFailed: 'be02cf6855d2428ba40df7e9d022f03d',
  restartScheduled: '5eb03494b6584870a536b337290809b3',
  oomdKill: 'd989611b15e44c9dbf31e3c81256e4ed',
  journalMissed: 'e9bf28e6e834481bb6f48f548ad13606',
} as const

/** Units whose names are given by those who wrote them. Mounts, devices and the like are named after paths. */
const NAMED = /^([\w.:\\-]{1,64}?)(@[^.]{0,200})?\.(service|socket|timer|target|path|slice|scope)$/
/** The service's own words for how it ended: systemd.exec(5), SERVICE_RESULT. */
const RESULT = /^[a-z-]{1,32}$/

/** What systemd and its parts say happened to a program or a service. */
export function readSystemdEntry({ messageId, message, fields }: JournalEntry): Finding | null {
  switch (messageId ?? '') {
    case SYSTEMD_MESSAGES.coredump:
      return isFrom(fields, /^systemd-coredum/) ? coredump(fields, message) : null
    case SYSTEMD_MESSAGES.unitFailed:
      return isFromManager(fields) ? unitFailed(fields['UNIT'], fields['UNIT_RESULT']) : null
    case SYSTEMD_MESSAGES.startFailed:
      // A start that failed otherwise was told with the unit's own failure, or with that of what it needs.
      return isFromManager(fields) && fields['JOB_RESULT'] === 'timeout' ? unitFailed(fields['UNIT'], 'timeout') : null
    case SYSTEMD_MESSAGES.oomdKill:
      return isFromManager(fields) ? oomdKill(fields['UNIT']) : null
    case SYSTEMD_MESSAGES.journalMissed:
      return isFrom(fields, /^systemd-journal/) ? kernelMissed(message) : null
    default:
      return null
  }
}

/** The service that systemd starts again by itself, and for the how-manieth time; null for any other entry. */
export function restartOf({ messageId, fields }: JournalEntry): { unit: string; restarts: number } | null {
  if (messageId !== SYSTEMD_MESSAGES.restartScheduled || !isFromManager(fields)) return null
  const unit = unitName(fields['UNIT'] ?? '')
  const restarts = /^\d{1,9}$/.exec(fields['N_RESTARTS'] ?? '')?.[0]
  return unit === null ? null : { unit, restarts: Number(restarts ?? 1) }
}

/** What the same say in a plain log, where there are no numbers. */
export function readSystemdText(program: string, message: string): Finding | null {
  if (program === 'systemd') {
    const failed = /^(\S{1,200}): Failed with result '([a-z-]{1,32})'\.$/.exec(message)
    return failed === null ? null : unitFailed(failed[1], failed[2])
  }
  if (program !== 'systemd-coredump') return null
  const dumped = /^Process (\d{1,10}) \((.{1,64}?)\) of user \d+ (?:dumped core|terminated abnormally)/.exec(message)
  return dumped === null ? null : coredump({ COREDUMP_PID: dumped[1]!, COREDUMP_COMM: dumped[2]! }, message)
}

/** Any program may write any number into the journal, but not who it is. Where a dump of the journal leaves that out, it is believed. */
function isFrom(fields: JournalEntry['fields'], program: RegExp): boolean {
  const { _COMM: program_, _SYSTEMD_UNIT: unit } = fields
  return (program_ === undefined && unit === undefined) || program.test(program_ ?? '') || program.test(unit ?? '')
}

/** The system's own manager. That of a person's session is somebody else: what fails there fails for that person. */
function isFromManager(fields: JournalEntry['fields']): boolean {
  return fields['_PID'] === undefined || fields['_PID'] === '1'
}

/** The first stack is that of the thread that crashed; the kernel's own line about the crash names the thread, not the process. */
function coredump(fields: JournalEntry['fields'], message: string): Finding | null {
  const pid = /^\d{1,10}$/.exec(fields['COREDUMP_PID'] ?? '')?.[0]
  if (pid === undefined) return null
  const program = cleanName(fields['COREDUMP_COMM'] ?? '')
  const signal = /^SIG[A-Z]{2,6}$/.exec(fields['COREDUMP_SIGNAL_NAME'] ?? '')?.[0] ?? null
  // The message itself names the user and may hold paths and a stack.
  const thread = /Stack trace of thread (\d{1,10}):/.exec(message)?.[1]
  const evidence = `Process ${pid} (${program}) dumped core${signal === null ? '' : `, ${signal}`}`
  return finding('program.crash', 'error', {
    program,
    pid: Number(pid),
    thread: thread === undefined || thread === pid ? undefined : Number(thread),
    signal,
    evidence,
  })
}

function unitFailed(unit: string | undefined, result: string | undefined): Finding | null {
  const name = unitName(unit ?? '')
  if (name === null) return null
  const how = RESULT.exec(result ?? '')?.[0] ?? 'unknown'
  return finding('service.failed', 'error', { unit: name, result: how, evidence: `${name}: failed with result ${how}` })
}

function oomdKill(unit: string | undefined): Finding | null {
  const name = unitName(unit ?? '')
  if (name === null) return null
  return finding('memory.oom-kill', 'error', { unit: name, scope: 'oomd', evidence: `${name}: killed by systemd-oomd` })
}

function kernelMissed(message: string): Finding {
  const count = /^Missed (\d{1,15}) kernel messages/.exec(message)?.[1]
  return finding('log.gap', 'warning', {
    log: 'kernel',
    reason: 'journal-too-slow',
    count: count === undefined ? null : Number(count),
    evidence: message,
  })
}

/** A unit's name without what it was started for, which may be a person; of a unit named after a path, its kind alone. */
function unitName(unit: string): string | null {
  const named = NAMED.exec(unit)
  if (named !== null) return `${named[1]}${named[2] === undefined ? '' : '@'}.${named[3]}`
  return /^[^/\s]{1,255}\.(?:mount|automount|device|swap)$/.test(unit)
    ? `*.${unit.slice(unit.lastIndexOf('.') + 1)}`
    : null
}
