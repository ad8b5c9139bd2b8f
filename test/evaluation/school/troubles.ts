import type { EventInput } from '@forewarn/collector/detect/rule.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'

const MINUTE = 60_000

/** What a trouble is written into a history with. */
export interface Pen {
  event(
    at: number,
    name: EventInput['name'],
    attributes?: EventInput['attributes'],
    severity?: EventInput['severity'],
  ): void
  boot(at: number, end: 'clean' | 'unclean', cause: string | null, more?: EventInput['attributes']): void
  /** A level that stands like this for a while, read once a minute in the place of what it was. */
  level(
    metric: MetricName,
    attributes: Record<string, string>,
    stretch: { at: number; minutes: number; value: number },
  ): void
  between(least: number, most: number): number
}

/** Something put into a history on purpose. */
export interface Trouble {
  /** Which rule is to find it, and with which grade; null for a warning. */
  rule: string
  grade: 2 | 3 | null
  /** What may be told beside it and is no false word: a crash is told before the repetition is. */
  along: readonly string[]
  /** Writes it down from a moment of class on, and answers the happening that decides it. */
  inject(pen: Pen, at: number): number
}

function repeat(count: number, apart: number, at: number, one: (at: number) => void): number {
  for (let i = 0; i < count; i++) one(at + i * apart)
  return at + (count - 1) * apart
}

const once = (rule: string, grade: 2 | 3 | null, inject: (pen: Pen, at: number) => void): Trouble => ({
  rule,
  grade,
  along: [],
  inject(pen, at) {
    inject(pen, at)
    return at
  },
})

/** By what happens; nothing in here knows how the rules count, but for how often is often. */
export const TROUBLES: Record<string, Trouble> = {
  'one crash': once('machine-crash', 3, (pen, at) => pen.boot(at, 'unclean', 'bugcheck', { bugcheckCode: '0x124' })),
  'crashes close together': {
    rule: 'repeated-crashes',
    grade: 2,
    along: ['machine-crash'],
    inject: (pen, at) => repeat(2, pen.between(20, 300) * MINUTE, at, one => pen.boot(one, 'unclean', 'kernel-panic')),
  },
  'power lost in class again and again': {
    rule: 'unclean-restarts',
    grade: 2,
    along: ['machine-crash'],
    inject: (pen, at) =>
      repeat(3, pen.between(15, 40) * MINUTE, at, one => pen.boot(one, 'unclean', 'power-loss-or-hang')),
  },
  'a restart loop': {
    rule: 'restart-loop',
    grade: 2,
    along: [],
    inject: (pen, at) => repeat(4, pen.between(2, 8) * MINUTE, at, one => pen.boot(one, 'clean', null)),
  },
  'a fault the kernel survived': once('kernel-trouble', 3, (pen, at) => pen.event(at, 'kernel.oops', {}, 'error')),
  'a program’s crash loop': {
    rule: 'program-crash',
    grade: 2,
    along: [],
    inject: (pen, at) =>
      repeat(3, pen.between(20, 600) * 1000, at, one =>
        pen.event(
          one,
          'program.crash',
          { program: 'whiteboard', executable: 'whiteboard', pid: Math.floor(one / 1000) % 30_000 },
          'error',
        ),
      ),
  },
  'a program that hangs': once('program-crash', 3, (pen, at) =>
    pen.event(at, 'program.hung', { program: 'whiteboard' }, 'warning'),
  ),
  'a service that fails for good': {
    rule: 'service-failed',
    grade: 2,
    along: [],
    inject: (pen, at) =>
      repeat(4, pen.between(1, 10) * MINUTE, at, one =>
        pen.event(one, 'service.failed', { unit: 'audio.service', result: 'signal' }, 'error'),
      ),
  },
  'a file system that turned read-only': once('filesystem-damage', 2, (pen, at) =>
    pen.event(at, 'filesystem.read-only', { device: 'sda2', role: 'system' }, 'error'),
  ),
  'a read error of the disk': once('disk-errors', 2, (pen, at) =>
    pen.event(at, 'disk.io-error', { device: 'sda', role: 'system', code: 'io' }, 'error'),
  ),
  'a burst of retries': {
    rule: 'storage-retries',
    grade: 3,
    along: [],
    inject: (pen, at) =>
      repeat(3, pen.between(2, 8) * MINUTE, at, one => pen.event(one, 'disk.reset', { device: 'ata1' }, 'warning')),
  },
  'a drive that says it fails': once('drive-failing', 2, (pen, at) =>
    pen.event(at, 'drive.failing', { device: 'sda' }, 'error'),
  ),
  'a drive that shows signs': once('drive-failing', null, (pen, at) =>
    pen.event(at, 'drive.degraded', { device: 'sda' }, 'warning'),
  ),
  'memory that ran out': once('out-of-memory', 3, (pen, at) =>
    pen.event(at, 'memory.oom-kill', { program: 'whiteboard', pid: 7 }, 'error'),
  ),
  'memory that runs out daily': {
    rule: 'out-of-memory',
    grade: 2,
    along: [],
    inject: (pen, at) =>
      repeat(3, pen.between(60, 200) * MINUTE, at, one =>
        pen.event(one, 'memory.oom-kill', { program: 'browser' }, 'error'),
      ),
  },
  'memory short through a lesson': {
    rule: 'memory-exhausted',
    grade: 2,
    along: [],
    inject(pen, at) {
      pen.level('system.memory.utilization', {}, { at, minutes: 40, value: 0.985 })
      return at + 15 * MINUTE
    },
  },
  'a processor at its end through a lesson': {
    rule: 'cpu-exhausted',
    grade: 2,
    along: [],
    inject(pen, at) {
      pen.level('system.cpu.utilization', {}, { at, minutes: 50, value: 0.99 })
      return at + 30 * MINUTE
    },
  },
  'a disk that hardly answers': {
    rule: 'disk-slow',
    grade: 2,
    along: [],
    inject(pen, at) {
      pen.level('forewarn.disk.latency', { 'system.device': 'sda' }, { at, minutes: 25, value: 1.7 })
      return at + 10 * MINUTE
    },
  },
  'a memory error nothing corrected': once('hardware-errors', 3, (pen, at) =>
    pen.event(at, 'hardware.error', { component: 'memory', corrected: false, errors: 1 }, 'error'),
  ),
  'corrected errors that come fast': {
    rule: 'hardware-errors',
    grade: 3,
    along: [],
    inject: (pen, at) =>
      repeat(10, pen.between(30, 300) * 1000, at, one =>
        pen.event(one, 'hardware.error', { component: 'memory', corrected: true, errors: 1 }, 'warning'),
      ),
  },
  'a processor slowed by heat': {
    rule: 'throttled',
    grade: 3,
    along: [],
    inject: (pen, at) =>
      repeat(5, pen.between(1, 10) * MINUTE, at, one => pen.event(one, 'cpu.throttled', { cpu: 0 }, 'warning')),
  },
  'heat above the sensor’s limit': {
    rule: 'overheated',
    grade: 3,
    along: [],
    inject(pen, at) {
      const sensor = { 'hw.id': 'package' }
      const limit = { ...sensor, 'hw.limit_type': 'high.critical' }
      pen.level('hw.temperature.limit', limit, { at: at - MINUTE, minutes: 1, value: 100 })
      pen.level('hw.temperature', sensor, { at, minutes: 20, value: 101 })
      return at + 5 * MINUTE
    },
  },
  'a display that is reset': {
    rule: 'display-resets',
    grade: 3,
    along: [],
    inject: (pen, at) => repeat(3, 7 * MINUTE, at, one => pen.event(one, 'gpu.reset', { device: 'card0' }, 'error')),
  },
  'a camera that is gone': {
    rule: 'peripheral-gone',
    grade: 2,
    along: [],
    inject(pen, at) {
      pen.event(at, 'peripheral.vanished', { name: 'camera' }, 'warning')
      pen.event(at + 120 * MINUTE, 'peripheral.appeared', { name: 'camera' })
      // Told once it stayed away for five minutes.
      return at + 5 * MINUTE
    },
  },
  'a plug that comes and goes': once('peripheral-flapping', 3, (pen, at) =>
    pen.event(at, 'peripheral.flapping', { name: 'touch', count: 9 }, 'warning'),
  ),
  'a clock far off': {
    rule: 'clock-off',
    grade: 3,
    along: [],
    inject(pen, at) {
      pen.level('forewarn.clock.offset', {}, { at, minutes: 30, value: 4_000 })
      return at + 10 * MINUTE
    },
  },
}
