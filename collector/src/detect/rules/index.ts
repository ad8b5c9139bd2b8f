import type { Rule } from '../rule.ts'
import { clockOff } from './clock-off.ts'
import { cpuExhausted } from './cpu-exhausted.ts'
import { diskErrors } from './disk-errors.ts'
import { diskSlow } from './disk-slow.ts'
import { displayResets } from './display-resets.ts'
import { driveFailing } from './drive-failing.ts'
import { filesystemDamage } from './filesystem-damage.ts'
import { hardwareErrors } from './hardware-errors.ts'
import { kernelTrouble } from './kernel-trouble.ts'
import { machineCrash } from './machine-crash.ts'
import { memoryExhausted } from './memory-exhausted.ts'
import { outOfMemory } from './out-of-memory.ts'
import { overheated } from './overheated.ts'
import { peripheralFlapping } from './peripheral-flapping.ts'
import { peripheralGone } from './peripheral-gone.ts'
import { programCrash } from './program-crash.ts'
import { repeatedCrashes } from './repeated-crashes.ts'
import { restartLoop } from './restart-loop.ts'
import { restartRate } from './restart-rate.ts'
import { serviceFailed } from './service-failed.ts'
import { storageRetries } from './storage-retries.ts'
import { throttled } from './throttled.ts'
import { uncleanRestarts } from './unclean-restarts.ts'

/** Every rule about one device, in the order their findings are told; presence is judged for a site at once (`silence.ts`). */
export const RULES: readonly Rule[] = [
  machineCrash,
  repeatedCrashes,
  uncleanRestarts,
  restartLoop,
  restartRate,
  kernelTrouble,
  programCrash,
  serviceFailed,
  filesystemDamage,
  diskErrors,
  storageRetries,
  driveFailing,
  diskSlow,
  outOfMemory,
  memoryExhausted,
  cpuExhausted,
  hardwareErrors,
  throttled,
  overheated,
  displayResets,
  peripheralGone,
  peripheralFlapping,
  clockOff,
]

const METRICS: ReadonlySet<string> = new Set(RULES.flatMap(({ metrics }) => metrics))

/** Whether any rule wants a metric: what nobody wants is not decoded. */
export function isJudged(metric: string): boolean {
  return METRICS.has(metric)
}
