import { cleanName } from '../clean.ts'
import { finding, type Finding } from '../finding.ts'

/**
 * `name[7]: segfault at 0 ip … sp … error 4 in lib.so[…]` (x86, `rip` and `eip` before 2.6.26), `name[7]: unhandled level 2 translation
 * fault (11) at …` and `name[7]: unhandled exception: DABT …` (arm64). The kernel prints these for programs that handle no signal,
 * so each is a death.
 */
const FAULT =
  /^(?:traps: )?(.{1,64}?)\[(\d{1,10})\]:? (segfault at|trap [a-z\d ]{1,30}|general protection|unhandled [\w ]{1,40}(?:fault|exception|abort|error)?)(?: fault)?(?: \((\d{1,2})\)|:)?[ ,]/
const MODULE = / in ([^\s[\]/]{1,64})\[/

/** The signals of Linux that end a program with a core, by number (signal(7), x86 and arm). */
const SIGNALS: Record<number, string> = { 4: 'SIGILL', 5: 'SIGTRAP', 7: 'SIGBUS', 8: 'SIGFPE', 11: 'SIGSEGV' }
/** What x86 traps raise (arch/x86/kernel/traps.c). */
const TRAPS: Record<string, string> = {
  'divide error': 'SIGFPE',
  int3: 'SIGTRAP',
  overflow: 'SIGSEGV',
  bounds: 'SIGSEGV',
  'invalid opcode': 'SIGILL',
  'stack segment': 'SIGBUS',
  'alignment check': 'SIGBUS',
  'coprocessor error': 'SIGFPE',
  'simd exception': 'SIGFPE',
}

/** A program that crashed: its name, never its path, and the library it crashed in. */
export function readProgram(line: string): Finding | null {
  const match = FAULT.exec(line)
  if (match === null) return null
  const [, program, pid, what, number] = match
  return finding('program.crash', 'error', {
    program: cleanName(program!),
    pid: Number(pid),
    signal: signalOf(what!, number),
    module: MODULE.exec(line)?.[1],
    evidence: line,
  })
}

function signalOf(what: string, number: string | undefined): string | null {
  if (number !== undefined) return SIGNALS[Number(number)] ?? null
  if (what.startsWith('trap ')) return TRAPS[what.slice('trap '.length).trim()] ?? null
  return what.startsWith('unhandled') && !/DABT|IABT/.test(what) ? null : 'SIGSEGV'
}
