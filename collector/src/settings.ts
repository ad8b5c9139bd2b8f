import { isIP } from 'node:net'

import { SettingsError, type Settings, type SettingsTable } from '@forewarn/shared/settings.ts'

/** Everything a collector can be told at its start. What belongs to sites and people lives in the database instead. */
export const SETTINGS = {
  host: {
    type: 'string',
    default: '127.0.0.1',
    env: 'FOREWARN_HOST',
    doc: 'Address to listen on; 0.0.0.0 or :: for all. Beyond this machine it takes TLS, or allowPlain.',
  },
  port: {
    type: 'integer',
    default: 7700,
    minimum: 0,
    maximum: 65535,
    env: 'FOREWARN_PORT',
    doc: 'Port for pages, API and agents; 0 takes a free one.',
  },
  data: { type: 'string', default: 'data', env: 'FOREWARN_DATA', doc: 'Folder for the database, keys and tokens.' },
  tls: {
    type: 'choice',
    default: 'off',
    choices: ['off', 'own', 'given'],
    doc: 'off: plain HTTP. own: with an authority generated here and pinned by enrolment codes. given: with tlsCertificate and tlsKey.',
  },
  tlsCertificate: {
    type: 'string',
    default: null,
    doc: 'For tls: given, the PEM file of the certificate followed by those that vouch for it.',
  },
  tlsKey: { type: 'string', default: null, doc: 'For tls: given, the PEM file of its private key.' },
  tlsPin: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'off'],
    doc: 'For tls: given. auto: enrolment codes pin the file’s last certificate unless a public authority vouches. off: nothing is pinned.',
  },
  publicAddress: {
    type: 'string',
    default: null,
    pattern: '^https?://[^/\\s]+$',
    example: 'https://forewarn.school.example:7700',
    doc: 'Where agents and people reach the collector; it goes into enrolment codes. Derived from host and port where absent.',
  },
  allowPlain: {
    type: 'boolean',
    default: false,
    doc: 'Listen beyond this machine without TLS: whoever can read the network then reads keys and passwords.',
  },
  trustProxy: {
    type: 'strings',
    default: [],
    doc: 'Addresses or networks of reverse proxies whose X-Forwarded-For is believed.',
  },
  logLevel: {
    type: 'choice',
    default: 'info',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    env: 'FOREWARN_LOG_LEVEL',
    doc: 'How much goes to the log.',
  },
  rawDays: { type: 'integer', default: 7, minimum: 1, maximum: 366, doc: 'Days to keep every sample.' },
  fiveMinuteDays: { type: 'integer', default: 90, minimum: 1, maximum: 3660, doc: 'Days to keep 5-minute roll-ups.' },
  hourlyDays: { type: 'integer', default: 1095, minimum: 1, maximum: 7320, doc: 'Days to keep hourly roll-ups.' },
  tailMegabytes: {
    type: 'integer',
    default: 64,
    minimum: 4,
    maximum: 4096,
    doc: 'Memory for samples that are committed but not yet packed into chunks, MiB.',
  },
  sampleIntervalSeconds: {
    type: 'integer',
    default: 10,
    minimum: 1,
    maximum: 3600,
    doc: 'Time between two samples of an agent, s.',
  },
  batchIntervalSeconds: {
    type: 'integer',
    default: 60,
    minimum: 1,
    maximum: 3600,
    doc: 'Time between two batches of an agent while nobody looks and nothing happens, s.',
  },
} as const satisfies SettingsTable

export type CollectorSettings = Settings<typeof SETTINGS>

/** Throws `SettingsError` with everything in which the settings contradict each other. */
export function checkSettings(settings: CollectorSettings): CollectorSettings {
  const faults: string[] = []
  if (settings.tls === 'given') {
    if (settings.tlsCertificate === null) faults.push('"tlsCertificate" is missing: tls: given needs it')
    if (settings.tlsKey === null) faults.push('"tlsKey" is missing: tls: given needs it')
  } else if (settings.tlsCertificate !== null || settings.tlsKey !== null)
    faults.push(`"tlsCertificate" and "tlsKey" are only for tls: given, not ${settings.tls}`)
  if (settings.tls === 'off' && !isLoopback(settings.host) && !settings.allowPlain)
    faults.push(
      `"host" ${settings.host} is reachable from other machines and TLS is off: use --tls own, or, where the network itself is trusted, --allow-plain`,
    )
  if (settings.batchIntervalSeconds < settings.sampleIntervalSeconds)
    faults.push('"batchIntervalSeconds" must not be shorter than "sampleIntervalSeconds"')
  if (settings.fiveMinuteDays < settings.rawDays) faults.push('"fiveMinuteDays" must not be shorter than "rawDays"')
  if (settings.hourlyDays < settings.fiveMinuteDays)
    faults.push('"hourlyDays" must not be shorter than "fiveMinuteDays"')
  if (faults.length > 0) throw new SettingsError(faults)
  return settings
}

/** Whether only this machine can reach the host name or address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  if (bare === 'localhost' || bare === '::1') return true
  const v4 = bare.replace(/^::ffff:/i, '')
  return isIP(v4) === 4 && v4.startsWith('127.')
}
