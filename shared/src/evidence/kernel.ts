import { LINE_LENGTH } from './clean.ts'
import type { Finding } from './finding.ts'
import { readFilesystem } from './kernel/filesystem.ts'
import { readGpu } from './kernel/gpu.ts'
import { readHardware } from './kernel/hardware.ts'
import { readNetwork } from './kernel/network.ts'
import { readNvme } from './kernel/nvme.ts'
import { readOom } from './kernel/oom.ts'
import { readPanic } from './kernel/panic.ts'
import { readProgram } from './kernel/program.ts'
import { readStall } from './kernel/stall.ts'
import { readStorage } from './kernel/storage.ts'
import { readUsb } from './kernel/usb.ts'

/** One subject's rules: the finding a kernel message is, or null where it tells of something else. */
type Rule = (message: string) => Finding | null

/** In this order; no message is two findings. What is quickest to rule out comes first. */
const RULES: readonly Rule[] = [
  readUsb,
  readStorage,
  readNvme,
  readFilesystem,
  readOom,
  readProgram,
  readStall,
  readPanic,
  readHardware,
  readNetwork,
  readGpu,
]

/**
 * What a message of the kernel (2.6 to 6.x) says happened, or null where it is none of the events we know. The message comes without
 * its prefix of time and level. Of several lines about one thing, the one that says most is the finding and the others are null, so that
 * counts stay true; an OOM kill, an oops and a crash are one finding each.
 */
export function readKernelMessage(message: string): Finding | null {
  const line = message.slice(0, LINE_LENGTH).trim()
  for (const rule of RULES) {
    const found = rule(line)
    if (found !== null) return found
  }
  return null
}
