import { joinBoots } from '@forewarn/shared/evidence/boots.ts'
import { fromLocal } from '@forewarn/shared/evidence/local-time.ts'
import { logClues, type LogLine } from '@forewarn/shared/evidence/log-clues.ts'
import { timeOf } from '@forewarn/shared/evidence/log-time.ts'
import { parseSyslogLine, readSyslogLine, type SyslogLine } from '@forewarn/shared/evidence/syslog.ts'

import type { EventInput } from '../detect/rule.ts'
import { createDiskRoles } from './disk-roles.ts'
import type { Reader, ReadOptions } from './material.ts'
import { linesOf, textOf } from './text.ts'

/** Of the first lines of a log, at least so many have a time. */
const LOOKED_AT = 50
const SHARE = 0.5

/** Syslog files in any format, `kern.log`, `journalctl -o short-iso`, `dmesg`. */
export const syslogReader: Reader = {
  kind: 'system log',
  read(file, options) {
    const text = textOf(file)
    if (text === null) return null
    const lines = linesOf(text)
    const head = lines.slice(0, LOOKED_AT)
    if (head.filter(line => parseSyslogLine(line) !== null).length < Math.max(1, head.length * SHARE)) return null
    const parsed = lines.map(parseSyslogLine)
    const sinceBoot = parsed.every(line => line === null || line.time.kind === 'uptime')
    const timed = parsed.flatMap(line => {
      const at = line === null ? null : momentOf(line, options)
      return line === null || at === null ? [] : [{ line, at }]
    })
    const roles = createDiskRoles()
    const events: EventInput[] = []
    for (const { line, at } of timed) {
      if (line.program === 'kernel') roles.learn(line.message)
      const found = readSyslogLine(line)
      if (found !== null) events.push({ type: 'event', at, ...roles.withRole(found) })
    }
    const logLines = timed.map(({ line, at }): LogLine => ({
      at,
      program: line.program,
      pid: line.pid,
      message: line.message,
    }))
    const unread = lines.length - timed.length
    return {
      boots: joinBoots(logClues('syslog', logLines)),
      events,
      notes: [
        ...(unread === 0 ? [] : [`${unread} of ${lines.length} lines have no time and were left out`]),
        ...(sinceBoot
          ? ['the file tells time since boot only: times are shown as if the machine had started in 1970']
          : []),
        ...(timed.some(({ line }) => line.time.kind === 'local' && line.time.year === null)
          ? ['the years are not written in the file; they are counted back from its last change']
          : []),
      ],
    }
  },
}

function momentOf({ time }: SyslogLine, { latest, timeZone }: ReadOptions): number | null {
  if (time.kind === 'uptime') return Math.round(time.seconds * 1000)
  return timeOf(time, { latest, toInstant: local => fromLocal(local, timeZone) })
}
