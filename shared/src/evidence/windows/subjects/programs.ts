import type { WindowsEvent } from '../event.ts'
import { dataOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'
import { baseName } from '../names.ts'

/**
 * A program that crashed (Application Error 1000) or was closed because it did not answer (Application Hang 1002). Before Windows 11 24H2
 * the fields have no names, only places. "Windows Error Reporting" 1001 tells of the report about the same crash and is no finding.
 */
export const PROGRAMS: Rules = {
  'application error': event => (event.id === 1000 ? crash(event) : null),
  'application hang': event => (event.id === 1002 ? hang(event) : null),
}

function crash(event: WindowsEvent): WindowsFinding | null {
  const told = dataOf(event, 'AppName', 0)
  const program = programOf(told)
  if (program === null) return null
  const module = baseName(dataOf(event, 'ModuleName', 3))
  const code = /^(?:0x)?([\da-f]{1,8})$/i.exec(dataOf(event, 'ExceptionCode', 6) ?? '')?.[1]
  return findingOf(event, 'program.crash', 'error', {
    program,
    unit: hostedService(told),
    pid: hexNumber(dataOf(event, 'ProcessId', 8)),
    module: module === null || module === 'unknown' ? undefined : module,
    code: code === undefined ? undefined : `0x${code.toLowerCase().padStart(8, '0')}`,
  })
}

function hang(event: WindowsEvent): WindowsFinding | null {
  const program = programOf(dataOf(event, 'AppName', 0))
  if (program === null) return null
  return findingOf(event, 'program.hung', 'error', { program, pid: hexNumber(dataOf(event, 'ProcessId', 2)) })
}

/** `svchost.exe_AppXSvc` is a host with the service in it; every other name is that of a file. */
const HOSTED = /^(svchost\.exe)_([\w-]{1,64})$/i

function programOf(told: string | null): string | null {
  return baseName(HOSTED.exec(told ?? '')?.[1] ?? told)
}

function hostedService(told: string | null): string | undefined {
  return HOSTED.exec(told ?? '')?.[2]
}

/** Process numbers are hexadecimal, with `0x` in the newer form. */
function hexNumber(text: string | null): number | undefined {
  const digits = /^(?:0x)?([\da-f]{1,8})$/i.exec(text ?? '')?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}
