import { finding, type Finding } from '../finding.ts'

const CONTROLLER = /^nvme (nvme\d{1,3}): (.*)$/
/** `nvme0n1: I/O Cmd(0x2) @ LBA 7, 8 blocks, I/O Error (sct 0x2 / sc 0x81) MORE` (5.18 on): status code type and status code. */
const COMMAND = /^(nvme\d{1,3}(?:c\d+)?n\d{1,5}): .*\(sct (0x[\da-f]+) \/ sc (0x[\da-f]+)\)/
const TIMEOUT = /^I\/O .*timeout, (aborting|reset controller|disable controller|completion polled)/
const RESETS: readonly [pattern: RegExp, code: string][] = [
  [/^controller is down; will reset/, 'down'],
  [/^Device not ready; aborting (?:reset|initialisation)/, 'not-ready'],
  [/^resetting controller/, 'reset'],
  [/^Device shutdown incomplete/, 'shutdown'],
]
const GONE =
  /^(?:Removing after probe failure|Disabling device after reset failure|Device not responding|failed to mark controller live)/

/** An NVMe drive that failed a command, had to be reset, or is gone. */
export function readNvme(line: string): Finding | null {
  const command = COMMAND.exec(line)
  if (command !== null) {
    const code = `${command[2]}/${command[3]}`
    return finding('disk.io-error', 'error', { device: command[1]!, code, evidence: line })
  }
  const match = CONTROLLER.exec(line)
  if (match === null) return null
  const [, device, said] = match as unknown as [string, string, string]
  const timeout = TIMEOUT.exec(said)
  if (timeout !== null) {
    const code = `timeout-${timeout[1]!.replace(' controller', '').replaceAll(' ', '-')}`
    return finding('disk.reset', 'warning', { device, code, evidence: line })
  }
  if (GONE.test(said)) return finding('disk.gone', 'error', { device, evidence: line })
  for (const [pattern, code] of RESETS)
    if (pattern.test(said)) return finding('disk.reset', 'warning', { device, code, evidence: line })
  return null
}
