import { systemFiles } from '@forewarn/agent/files.ts'
import type { Identity } from '@forewarn/agent/identity.ts'
import type { Log } from '@forewarn/agent/log.ts'
import { createSpool, type SpoolTrouble } from '@forewarn/agent/spool/spool.ts'
import { openSocket } from '@forewarn/agent/uplink/socket.ts'
import { createUplink } from '@forewarn/agent/uplink/uplink.ts'
import { systemClock, type Clock } from '@forewarn/shared/clock.ts'
import type { Layout } from '@forewarn/shared/record.ts'

/** The samples of a writer: their first value is a number of their own, by which each is found again. */
const TEST_SOURCE = 'test'
const LAYOUT: Layout = {
  source: TEST_SOURCE,
  series: [['test.record.id'], ...Array.from({ length: 100 }, (_, i): [string] => [`test.record.noise_${i}`])],
}
/** As many bytes as a real sample has. */
const NOISE = Array.from({ length: 100 }, (_, i) => i * 1_000)

const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export interface WriterOptions {
  folder: string
  identity: Identity
  capBytes?: number
  clock?: Clock
  hardware?: string[]
  /** The machine's boot. */
  boot?: string
  log?: Log
  onTrouble?: (trouble: SpoolTrouble) => void
}

/**
 * The agent's own spool and uplink, fed with records that tests make up as fast as they like. Tries again after the
 * shortest of the agent's pauses, so that tests need not wait.
 */
export function createWriter(options: WriterOptions) {
  const { folder, identity, clock = systemClock, hardware = [`board:${identity.device}`], log = SILENT } = options
  const spool = createSpool({
    folder,
    capBytes: options.capBytes ?? 64 << 20,
    owner: { device: identity.device, epoch: identity.epoch, facts: hardware },
    boot: options.boot ?? systemFiles.read('/proc/sys/kernel/random/boot_id')?.trim() ?? 'test-boot',
    clock,
    onDurable: () => uplink.wake(false),
    ...(options.onTrouble === undefined ? {} : { onTrouble: options.onTrouble }),
  })
  const uplink = createUplink({
    identity,
    address: identity.address,
    spool,
    clock,
    log,
    agentVersion: '0.0.0-test',
    hardware,
    open: openSocket,
    random: () => 0.002,
    onConfig: () => undefined,
  })
  const moment = () => ({ now: clock.now(), up: clock.up() })

  return {
    spool,
    uplink,
    /** Appends a sample that carries `id`; resolves when it is durable. */
    sample: (id: number, at = moment()): Promise<void> =>
      spool.append('s', [[spool.layoutId(LAYOUT), id, ...NOISE.map(noise => noise + (id % 1000))]], at),
    /** Appends an event that carries `id`; resolves when it is durable. */
    event: (id: number, at = moment()): Promise<void> =>
      spool.append('e', { name: 'test.record', severity: 'info', attributes: { id } }, at),
    start: () => uplink.start(),
    async stop(): Promise<void> {
      await uplink.stop()
      spool.close()
    },
  }
}

export type Writer = ReturnType<typeof createWriter>
