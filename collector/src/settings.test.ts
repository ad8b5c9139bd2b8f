import { SettingsError, settingsJsonSchema } from '@forewarn/shared/settings.ts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { settingsFrom } from './cli/settings-options.ts'
import { checkSettings, isLoopback, SETTINGS, type CollectorSettings } from './settings.ts'
import { temporaryFolder, testSettings } from './test-collector.ts'

function faultsOf(settings: Partial<CollectorSettings>): string[] {
  try {
    checkSettings({ ...testSettings('data'), ...settings })
    return []
  } catch (error) {
    return (error as SettingsError).faults
  }
}

test('beyond this machine it takes TLS, or permission by name', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.20', 'server.example', '::ffff:10.0.0.1']) {
    expect(faultsOf({ host })).toEqual([expect.stringMatching(/--tls own.*--allow-plain/)])
    expect(faultsOf({ host, tls: 'own' })).toEqual([])
    expect(faultsOf({ host, allowPlain: true })).toEqual([])
  }
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1', '::ffff:127.0.0.1'])
    expect(faultsOf({ host })).toEqual([])
})

test('names that only look like this machine are not', () => {
  for (const host of ['127.0.0.1.example', 'localhost.example', '1270.0.1', '']) expect(isLoopback(host)).toBe(false)
})

test('contradictions are reported together, by name', () => {
  expect(faultsOf({ tls: 'given' })).toHaveLength(2)
  expect(faultsOf({ tlsKey: 'key.pem' })).toHaveLength(1)
  const faults = faultsOf({ host: '0.0.0.0', batchIntervalSeconds: 5, rawDays: 100 })
  expect(faults).toEqual([
    expect.stringContaining('"host"'),
    expect.stringContaining('"batchIntervalSeconds"'),
    expect.stringContaining('"fiveMinuteDays"'),
  ])
})

test('flags win over environment, environment over the file, the file over defaults', async () => {
  const config = join(temporaryFolder(), 'forewarn.yaml')
  writeFileSync(config, 'port: 1001\nhost: 127.0.0.2\ndata: from-file\nrawDays: 3\n')
  const env = { FOREWARN_PORT: '1002', FOREWARN_HOST: '127.0.0.3' }
  const settings = await settingsFrom({ config, port: '1003' }, env)
  expect(settings).toMatchObject({ port: 1003, host: '127.0.0.3', data: 'from-file', rawDays: 3, hourlyDays: 1095 })
})

test('every fault of every source is told at once', async () => {
  const config = join(temporaryFolder(), 'forewarn.json')
  writeFileSync(config, '{"prot": 1, "tls": "maybe"}')
  const failure = await settingsFrom({ config, rawDays: 'many' }, { FOREWARN_PORT: '-1' }).catch(
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(SettingsError)
  const { faults } = failure as SettingsError
  expect(faults).toHaveLength(4)
  for (const name of ['"prot"', '"tls"', '--raw-days', 'FOREWARN_PORT'])
    expect(faults.some(fault => fault.includes(name))).toBe(true)
})

test('the published schema knows every setting and nothing else', () => {
  const schema = settingsJsonSchema(SETTINGS, 'x') as { properties: object; additionalProperties: boolean }
  expect(Object.keys(schema.properties)).toEqual(Object.keys(SETTINGS))
  expect(schema.additionalProperties).toBe(false)
})
