import type { NumberRanges } from './number-ranges.ts'
import type { Series, WireRecord } from './record.ts'

/*
 * The whole protocol between agent and collector, version 1. One WebSocket on `AGENT_PATH`, one JSON object per
 * text message. The agent speaks first (`hello`), the collector answers `welcome` or `refusal`. From then on the
 * agent sends `layout` and `batch`, the collector `ack`, `config` and `live`. Both sides may send WebSocket pings: the collector does after
 * `PING_INTERVAL_MS` of silence, many at once, so that the answers share its wake-ups; the agent where it hears none, and now and then to
 * measure the way. A side that hears nothing for `SILENCE_LIMIT_MS` drops the link. The collector's pings carry its time in ms as text.
 */
export const PROTOCOL_VERSION = 1
export const AGENT_PATH = '/agent/v1'
export const ENROL_PATH = '/api/v1/enrol'
export const PING_INTERVAL_MS = 30_000
export const SILENCE_LIMIT_MS = 50_000

/** What one side may ask of the other. The collector refuses beyond them; the agent stays below them. */
export const LIMITS = {
  messageBytes: 256 * 1024,
  recordsPerBatch: 500,
  blocksPerSample: 64,
  layoutsPerSession: 128,
  seriesPerLayout: 256,
  attributesPerSeries: 8,
  textBytes: 256,
  bodyBytes: 8 * 1024,
  runsPerHello: 64,
  hardwareFacts: 32,
  helloTimeoutMs: 10_000,
} as const

/**
 * One start of the agent on one spool. The list of runs lets the collector see that a disk was rolled back: it has then
 * committed numbers at or after `first` that belong to a run this spool has never heard of.
 */
export interface Run {
  id: string
  /** Number of the first record of the run. */
  first: number
  /** The machine's boot the run belongs to. */
  boot: string
}

export interface Hello {
  type: 'hello'
  version: number
  device: string
  key: string
  agent: string
  epoch: number
  /** The number the next record will get. */
  next: number
  /** Runs, oldest first; the last one is running now. */
  runs: Run[]
  /** The device's clocks at this moment, ms. */
  at: number
  up: number
  /** Hardware facts such as `mac:…`, `disk:…`, `board:…`: used to tell clones apart, never as an identity. */
  hardware: string[]
  /** Records waiting, the ones in this hello's epoch and before. */
  waiting: number
}

/** Declares layout `id` for this connection; it precedes the first block that uses it. */
export interface LayoutMessage {
  type: 'layout'
  id: number
  source: string
  series: Series[]
}

export interface BatchMessage {
  type: 'batch'
  epoch: number
  lane: 'live' | 'backlog'
  records: WireRecord[]
}

export type AgentMessage = Hello | LayoutMessage | BatchMessage

/** What the collector pushes to an agent; every field has a default so that an older agent may ignore new ones. */
export interface AgentConfig {
  /** Time between samples, ms. */
  sampleIntervalMs: number
  /** Time between batches while nobody looks and nothing happens, ms. */
  batchIntervalMs: number
  /** When lessons are held, as `[from, to)` in collector time, ms, ascending; empty until the site has a timetable. */
  classHours: [from: number, to: number][]
  watchedPrograms: WatchedProgram[]
  requiredPeripherals: RequiredPeripheral[]
  peers: Peer[]
}

/** A program whose running, crashing and hanging matters here, under a name for people. */
export interface WatchedProgram {
  name: string
  /** Names of its executables, without path; compared without regard to case. */
  executables: string[]
}

export const PERIPHERAL_KINDS = ['camera', 'microphone', 'speaker', 'display', 'touch', 'usb'] as const
export type PeripheralKind = (typeof PERIPHERAL_KINDS)[number]

/** A part that must be there for a lesson: one device by its USB id, or any of a kind. */
export interface RequiredPeripheral {
  name: string
  kind: PeripheralKind
  /** `vvvv:pppp` in lower-case hex. */
  usbId: string | null
}

/** A machine this one works with, such as the paired lecture room or the cloud classroom's host. */
export interface Peer {
  name: string
  host: string
  /** The TCP port asked; taking and refusing a connection both count as an answer. ICMP where it is silent. */
  port: number
}

/** The most a configuration may name of each; an agent takes no more. */
export const CONFIG_LIMITS = { classHours: 256, programs: 32, executables: 16, peripherals: 16, peers: 8 } as const

/** What an entry may say. The collector takes nothing else, the agent leaves anything else out. */
export const WATCH_RULES = {
  textLength: 200,
  /** The name of a program's file, without its folder. */
  executable: /^[^/\\]+$/,
  /** A name or address as a resolver takes it; nothing that could be an option or a second argument of a program. */
  host: /^[a-zA-Z0-9]([a-zA-Z0-9._:-]{0,252}[a-zA-Z0-9])?$/,
  usbId: /^[0-9a-f]{4}:[0-9a-f]{4}$/,
  /** Where a peer that names no port is asked: what almost every host of a service answers. */
  defaultPort: 443,
} as const

export const DEFAULT_AGENT_CONFIG: AgentConfig = {
  sampleIntervalMs: 10_000,
  batchIntervalMs: 60_000,
  classHours: [],
  watchedPrograms: [],
  requiredPeripherals: [],
  peers: [],
}

export interface Welcome {
  type: 'welcome'
  version: number
  /** The epoch to number new records in. */
  epoch: number
  /** Set when the epoch is new because the disk was rolled back: renumber spooled records of the old epoch from here on. */
  renumberFrom?: number
  /** Collector time, ms. */
  at: number
  /** What is already committed of the epoch the agent named. */
  committed: NumberRanges
  config: AgentConfig
}

export interface Ack {
  type: 'ack'
  epoch: number
  ranges: NumberRanges
}

export interface ConfigMessage {
  type: 'config'
  config: AgentConfig
}

/** Somebody looks at this device: send every sample at once for so long. */
export interface LiveMessage {
  type: 'live'
  forMs: number
}

/** Why the collector will not go on. `retry` says whether the same attempt may succeed later. */
export const REFUSALS = {
  'bad-message': { close: 4400, retry: true },
  'wrong-key': { close: 4401, retry: false },
  'unknown-device': { close: 4404, retry: false },
  revoked: { close: 4403, retry: false },
  'hello-timeout': { close: 4408, retry: true },
  clone: { close: 4409, retry: false },
  'too-large': { close: 4413, retry: true },
  'unknown-version': { close: 4426, retry: false },
  'too-fast': { close: 4429, retry: true },
  replaced: { close: 4410, retry: true },
  'shutting-down': { close: 4503, retry: true },
  'store-unavailable': { close: 4507, retry: true },
} as const satisfies Record<string, { close: number; retry: boolean }>

export type RefusalCode = keyof typeof REFUSALS

export interface Refusal {
  type: 'refusal'
  code: RefusalCode
  message: string
  /** Not before this many milliseconds. */
  retryAfterMs?: number
}

export type CollectorMessage = Welcome | Ack | ConfigMessage | LiveMessage | Refusal

/** Body of `POST /api/v1/enrol`. */
export interface EnrolRequest {
  secret: string
  hostname: string
  hardware: string[]
  agent: string
  platform: string
}

/** Answer of `POST /api/v1/enrol`: the device's identity, to be stored readable by the service alone. */
export interface EnrolAnswer {
  device: string
  key: string
  epoch: number
  /** PEM of the authority to trust, when the collector uses its own. */
  authority: string | null
}
