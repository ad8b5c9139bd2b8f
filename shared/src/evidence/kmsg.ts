/** One record of /dev/kmsg. */
export interface KmsgRecord {
  /** 0 is the kernel; anything else is a program that wrote into the kernel's log, and no evidence of what the kernel did. */
  facility: number
  /** 0 emergency to 7 debug. */
  level: number
  /** Counts every record of this boot. */
  sequence: number
  /** Since boot by the kernel's own clock, which stands still while the machine sleeps, µs. */
  microseconds: number
  message: string
}

/** The prefix: syslog number, sequence, time, flags; more fields may come one day (Documentation/ABI/testing/dev-kmsg). */
const PREFIX = /^(\d{1,6}),(\d{1,15}),(\d{1,17}),[^;\n]{0,100};/

/**
 * One record as a read of /dev/kmsg gives it, or null where it is none. Lines after the first name the device for programs and are not
 * read. A message that the kernel printed in pieces comes as several records; those that are evidence it prints whole.
 */
export function parseKmsgRecord(text: string): KmsgRecord | null {
  const prefix = PREFIX.exec(text)
  if (prefix === null) return null
  const number = Number(prefix[1])
  const end = text.indexOf('\n')
  const message = text.slice(prefix[0].length, end === -1 ? text.length : end)
  return {
    facility: number >> 3,
    level: number & 7,
    sequence: Number(prefix[2]),
    microseconds: Number(prefix[3]),
    message: unescape(message),
  }
}

/** What is not printable, and the backslash itself, is written \xNN byte by byte. */
function unescape(text: string): string {
  if (!text.includes('\\x')) return text
  const bytes = new TextEncoder().encode(text)
  const plain = new Uint8Array(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const escaped =
      bytes[i] === 0x5c ? /^x([\da-f]{2})/.exec(String.fromCharCode(...bytes.subarray(i + 1, i + 4))) : null
    plain[length++] = escaped === null ? bytes[i]! : Number.parseInt(escaped[1]!, 16)
    if (escaped !== null) i += 3
  }
  return new TextDecoder().decode(plain.subarray(0, length))
}
