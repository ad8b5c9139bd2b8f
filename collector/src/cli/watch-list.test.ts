import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { startCollector, temporaryFolder } from '../test-collector.ts'
import { forewarn } from './test-cli.ts'

const YAML = `watchedPrograms:
  - name: 白板
    executables: [whiteboard.exe]
peers:
  - { name: Cloud, host: cloud.example, roles: [board] }
`

async function start() {
  const at = await startCollector()
  const site = (await forewarn(['site', 'create', 'East', '--data', at.folder])).out.trim()
  const run = (args: string[], input = '') => forewarn(['site', 'watch-list', ...args, '--data', at.folder], {}, input)
  return { site, run }
}

test('a watch list goes out as YAML, is changed, and comes back from a file or a pipe', async () => {
  const { site, run } = await start()
  const file = join(temporaryFolder(), 'list.yaml')
  const empty = await run([site])
  expect([empty.code, empty.out]).toEqual([0, expect.stringContaining('watchedPrograms: []')])
  writeFileSync(file, YAML)
  expect(await run([site, '--file', file])).toEqual({
    code: 0,
    out: 'watched programs 1, required peripherals 0, peers 1\n',
    err: '',
  })
  const json = JSON.parse((await run([site, '--json'])).out) as unknown
  expect(json).toEqual({
    watchedPrograms: [{ name: '白板', executables: ['whiteboard.exe'], roles: [] }],
    requiredPeripherals: [],
    peers: [{ name: 'Cloud', host: 'cloud.example', port: 443, roles: ['board'] }],
  })
  const exported = (await run([site])).out
  expect((await run([site, '--file', '-', '--json'], exported.replace('cloud.example', 'new.example'))).code).toBe(0)
  expect((await run([site])).out).toBe(exported.replace('cloud.example', 'new.example'))
})

test('a file that does not fit changes nothing and is told line by line', async () => {
  const { site, run } = await start()
  await run([site, '--file', '-'], YAML)
  const before = (await run([site])).out
  const wrong = await run([site, '--file', '-'], YAML.replace('[whiteboard.exe]', '[]').replace('board]', 'king]'))
  expect(wrong.code).toBe(2)
  expect(wrong.err).toBe(
    'forewarn: there are 2 faults:\n' +
      'standard input:3: watchedPrograms[0].executables must name at least one program file\n' +
      'standard input:5: peers[0].roles[0] must be one of board, lecture-room-main, lecture-room-remote, other\n',
  )
  for (const args of [
    ['--file', '-'],
    ['--file', '/nowhere/list.yaml'],
    ['--file', '/'],
  ])
    expect(await run([site, ...args])).toMatchObject({ code: 2, out: '' })
  expect(await run([site, '--file', '-'], 'x'.repeat(2 << 20))).toMatchObject({ code: 2 })
  expect((await run([site])).out).toBe(before)
})

test('a site that is not there is told', async () => {
  const { run } = await start()
  const told = { code: 1, err: 'forewarn: There is no such site.\n' }
  expect(await run(['site-0'])).toMatchObject(told)
  expect(await run(['site-0', '--file', '-'], YAML)).toMatchObject(told)
})
