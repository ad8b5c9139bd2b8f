import { finding, type Finding } from '../finding.ts'

/** The status register of a machine check: bit 61 says the error was not corrected (Intel SDM 3B 15.3.2.2; AMD has the same). */
const UNCORRECTED = 1n << 61n
const MCE =
  /\[Hardware Error\]: CPU (\d{1,4}): Machine Check(?: Exception)?: [\da-f]{1,16} Bank (\d{1,3}): ([\da-f]{1,16})/
const MCE_LOGGED = /^(?:mce: )?\[Hardware Error\]: Machine check events logged$/
/** AMD decodes its own: `[Hardware Error]: CPU:0 (17:71:0) MC27_STATUS[-|CE|MiscV|…]: 0x982000000002080b`. */
const MCE_AMD =
  /\[Hardware Error\]: CPU:(\d{1,4}) \([\da-f:]+\) MC(\d{1,3})_STATUS\[([^\]]{0,120})\]: (0x[\da-f]{1,16})/
/** `EDAC MC0: 2 CE memory read error on …` and, before 3.6, `EDAC MC0: CE page 0x…`. */
const EDAC = /^EDAC MC(\d{1,3}): (?:(\d{1,9}) )?(CE|UE) /
const GHES = /\[Hardware Error\]: event severity: (corrected|recoverable|fatal|info)\b/
const AER =
  /^(?:\S+ )?([\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.\d): (?:AER: )?PCIe Bus Error: severity=(Corrected|Uncorrected(?: \([\w-]+\))?), type=([\w /]{1,40})/
const MEMORY_FAILURE = /^(?:mce: )?(?:Memory failure: 0x[\da-f]+: |Uncorrected hardware memory error)/
const NMI = /NMI(?:: | received for )(PCI system error|IOCK error|unknown reason [\da-f]{2}|memory parity error)/i
const OVERHEATED = /[Cc]ritical temperature reached(?: \((\d{1,4}) ?C\))?,? ?shutting down/
const THROTTLED =
  /^(?:mce: )?CPU(\d{1,4}): (?:(Core|Package) t|T)emperature above threshold(?:, cpu clock throttled)?(?: \(total events = (\d{1,15})\))?/

/** Hardware that told of an error of its own: processor, memory, bus, platform, or heat. */
export function readHardware(line: string): Finding | null {
  return readThrottle(line) ?? readMachineCheck(line) ?? readBus(line) ?? readPlatform(line)
}

function readMachineCheck(line: string): Finding | null {
  const mce = MCE.exec(line)
  if (mce !== null) {
    const corrected = (BigInt(`0x${mce[3]}`) & UNCORRECTED) === 0n
    return error('cpu', corrected, { cpu: Number(mce[1]), bank: Number(mce[2]), code: `0x${mce[3]}` }, line)
  }
  const amd = MCE_AMD.exec(line)
  if (amd !== null) {
    const corrected = amd[3]!.split('|').includes('CE')
    return error('cpu', corrected, { cpu: Number(amd[1]), bank: Number(amd[2]), code: amd[4] }, line)
  }
  // Details, where the kernel prints them, follow in lines of their own; a kernel that prints none means corrected errors.
  if (MCE_LOGGED.test(line))
    return finding('hardware.error', 'info', { component: 'cpu', corrected: null, code: 'logged', evidence: line })
  const edac = EDAC.exec(line)
  if (edac === null) return null
  const count = edac[2] === undefined ? 1 : Number(edac[2])
  return error('memory', edac[3] === 'CE', { device: `mc${edac[1]}`, errors: count }, line)
}

function readBus(line: string): Finding | null {
  const aer = AER.exec(line)
  if (aer === null) return null
  const code = aer[3]!.trim().toLowerCase().replaceAll(' ', '-')
  return error('pcie', aer[2] === 'Corrected', { device: aer[1], code }, line)
}

function readPlatform(line: string): Finding | null {
  const ghes = GHES.exec(line)
  if (ghes !== null) return error('platform', ghes[1] === 'corrected' || ghes[1] === 'info', { code: ghes[1] }, line)
  if (MEMORY_FAILURE.test(line)) return error('memory', false, { code: 'memory-failure' }, line)
  const overheated = OVERHEATED.exec(line)
  if (overheated !== null) {
    const celsius = overheated[1] === undefined ? undefined : Number(overheated[1])
    return error('thermal', false, { code: 'critical-temperature', celsius }, line)
  }
  const nmi = NMI.exec(line)
  return nmi === null ? null : error('nmi', false, { code: nmi[1]!.toLowerCase().replaceAll(' ', '-') }, line)
}

/** Every core tells of the same heat, so what was too hot is the subject, not the core that noticed. */
function readThrottle(line: string): Finding | null {
  const match = THROTTLED.exec(line)
  if (match === null) return null
  return finding('cpu.throttled', 'warning', {
    kind: match[2]?.toLowerCase() ?? 'core',
    cpu: Number(match[1]),
    total: match[3] === undefined ? undefined : Number(match[3]),
    evidence: line,
  })
}

function error(
  component: string,
  corrected: boolean,
  what: Record<string, string | number | undefined>,
  evidence: string,
): Finding {
  return finding('hardware.error', corrected ? 'warning' : 'error', { component, corrected, ...what, evidence })
}
