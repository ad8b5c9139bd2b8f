import type { SettingsTable } from '@forewarn/shared/settings.ts'

import { LOG_LEVELS } from './log.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** What an agent's own file, environment and flags may say. Everything else comes from the collector. */
export const AGENT_SETTINGS = {
  data: {
    type: 'string',
    default: './data/agent',
    doc: 'Folder of the identity, the spool and the log; readable by the service alone.',
  },
  collector: {
    type: 'string',
    default: null,
    pattern: '^wss?://[^/\\s]+$',
    example: 'wss://collector.example:7700',
    doc: "The collector's address, where it differs from the one in the enrolment code.",
  },
  allowPlainWs: {
    type: 'boolean',
    default: false,
    doc: 'Allow a connection without TLS to a collector on another machine.',
  },
  spoolBytes: {
    type: 'integer',
    default: 64 * MIB,
    minimum: 256 * KIB,
    maximum: 4 * KIB * MIB,
    doc: 'Disk space for records the collector has not taken yet; when full, the oldest samples go first.',
  },
  logLevel: { type: 'choice', default: 'info', choices: LOG_LEVELS, doc: 'The least severe lines to log.' },
  logTo: {
    type: 'choice',
    default: 'stderr',
    choices: ['stderr', 'file'],
    doc: 'Where to log: standard error, or agent.log in the data folder (two files of at most 1 MiB).',
  },
} as const satisfies SettingsTable
