import { LINE_LENGTH } from './clean.ts'
import type { Finding } from './finding.ts'
import { readKernelMessage } from './kernel.ts'
import { instantOf, localOf, type LogTime } from './log-time.ts'
import { readSystemdText } from './systemd.ts'

/** One line of a log file. The host's name is not kept. */
export interface SyslogLine {
  time: LogTime
  /** `kernel`, `systemd`, `sshd` …; empty where the line names none. */
  program: string
  pid: number | null
  /** Without the kernel's own time. */
  message: string
  /** Since boot, s, where the kernel wrote it down. */
  uptime: number | null
}

const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)`
const ZONE = String.raw`(Z|[+-]\d\d:?\d\d)?`
const ISO = String.raw`${DATE}(?:\.(\d{1,9}))?${ZONE}`
const TAG = String.raw`([\w./()@-]{1,64}?)(?:\[(\d{1,10})\])?(?: \d[\w.]{0,10})?: ?`
/** RFC 3164 as BSD, rsyslog and busybox write it; some leave the host out. `syslogd 1.4.1: restart.` has its version in the tag. */
const CLASSIC = new RegExp(
  String.raw`^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? (?:([^\s:]{1,255}) )?${TAG}(.*)$`,
)
const UNTAGGED =
  /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? (?:\S{1,255} )?(.*)$/
/** rsyslog's own format since Debian 12, and `journalctl -o short-iso`. */
const DATED = new RegExp(String.raw`^(?:<\d{1,3}>)?${ISO} ([^\s:]{1,255}) ${TAG}(.*)$`)
/** RFC 5424: `<13>1 time host program pid id [data] message`. */
const STRUCTURED = new RegExp(
  String.raw`^<(\d{1,3})>1 ${ISO} \S{1,255} (\S{1,48}) (\S{1,128}) \S{1,32} (?:-|(?:\[(?:[^\]\\]|\\.){0,1000}\])+) ?(.*)$`,
)
/** `[   12.345678] message`, with the printing task or processor behind (`[ T123]`) and level before (`kern  :warn  :`, `<4>`). */
const DMESG = /^(?:<(\d{1,3})>|(\w{1,8}) {0,8}:\w{1,8} {0,8}: )?\[ {0,8}(\d{1,10}\.\d{1,9})\] ?(.*)$/
/** `dmesg -T`: `[Mon May  1 10:00:00 2023] message`. */
const DMESG_DATED =
  /^(?:(\w{1,8}) {0,8}:\w{1,8} {0,8}: )?\[([A-Z][a-z]{2}) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\] ?(.*)$/
/** `dmesg --time-format iso`: a comma before the fraction, no host, no program. */
const DMESG_ISO = new RegExp(String.raw`^(?:(\w{1,8}) {0,8}:\w{1,8} {0,8}: )?${DATE},(\d{1,9})${ZONE} (.*)$`)
const CALLER = /^\[ {0,8}[TC]\d{1,7}\] ?/
const UPTIME = /^\[ {0,8}(\d{1,10}\.\d{1,9})\] ?/

/** A line of a syslog file in any of its formats, or of `dmesg`; null where it has no time, as a torn one. */
export function parseSyslogLine(text: string): SyslogLine | null {
  const line = text.slice(0, LINE_LENGTH).replace(/[\r\n]+$/, '')
  return classic(line) ?? dated(line) ?? structured(line) ?? dmesg(line)
}

/** What a line says happened, or null where it is none of the events we know. */
export function readSyslogLine({ program, pid, message }: SyslogLine): Finding | null {
  if (program === 'kernel') return pid === null ? readKernelMessage(message) : null
  return readSystemdText(program, message)
}

function classic(line: string): SyslogLine | null {
  const match = CLASSIC.exec(line)
  if (match !== null) {
    const [, month, day, year, hour, minute, second, , program, pid, message] = match
    const time = localOf(null, [year, month, day, hour, minute, second])
    return time === null ? null : lineOf(time, program!, pid, message!)
  }
  const plain = UNTAGGED.exec(line)
  if (plain === null) return null
  const [, month, day, year, hour, minute, second, message] = plain
  const time = localOf(null, [year, month, day, hour, minute, second])
  return time === null ? null : lineOf(time, '', undefined, message!)
}

function dated(line: string): SyslogLine | null {
  const match = DATED.exec(line)
  if (match === null) return null
  const time = instantOf(match.slice(1, 9))
  return time === null ? null : lineOf(time, match[10]!, match[11], match[12]!)
}

function structured(line: string): SyslogLine | null {
  const match = STRUCTURED.exec(line)
  if (match === null) return null
  const time = instantOf(match.slice(2, 10))
  if (time === null) return null
  const [program, pid, message] = match.slice(10) as [string, string, string]
  return lineOf(time, program === '-' ? '' : program, /^\d{1,10}$/.test(pid) ? pid : undefined, message)
}

/** A program's message in the kernel's log is no message of the kernel's. */
function dmesg(line: string): SyslogLine | null {
  const match = DMESG.exec(line)
  if (match !== null) {
    const [, number, facility, seconds, message] = match
    const isKernel = number === undefined ? (facility ?? 'kern') === 'kern' : Number(number) < 8
    const uptime = Number(seconds)
    return { ...lineOf({ kind: 'uptime', seconds: uptime }, isKernel ? 'kernel' : '', undefined, message!), uptime }
  }
  const human = DMESG_DATED.exec(line)
  if (human !== null) {
    const [, facility, weekday, month, day, hour, minute, second, year, message] = human
    const time = localOf(weekday!, [year, month, day, hour, minute, second])
    return time === null ? null : lineOf(time, (facility ?? 'kern') === 'kern' ? 'kernel' : '', undefined, message!)
  }
  const machine = DMESG_ISO.exec(line)
  if (machine === null) return null
  const time = instantOf(machine.slice(2, 10))
  if (time === null) return null
  return lineOf(time, (machine[1] ?? 'kern') === 'kern' ? 'kernel' : '', undefined, machine[10]!)
}

function lineOf(time: LogTime, program: string, pid: string | undefined, text: string): SyslogLine {
  const written = program === 'kernel' ? UPTIME.exec(text) : null
  const rest = written === null ? text : text.slice(written[0].length)
  return {
    time,
    program,
    pid: pid === undefined ? null : Number(pid),
    message: program === 'kernel' ? rest.replace(CALLER, '') : rest,
    uptime: written === null ? null : Number(written[1]),
  }
}
