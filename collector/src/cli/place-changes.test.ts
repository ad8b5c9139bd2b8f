import { expect, test } from 'vitest'

import { startCollector } from '../test-collector.ts'
import { forewarn } from './test-cli.ts'

test('what the settings page does to sites, rooms and silences is done from a shell', async () => {
  const at = await startCollector()
  const run = async (...args: string[]) => {
    const { code, out, err } = await forewarn([...args, '--data', at.folder])
    expect([code, err]).toEqual([0, ''])
    return out.trim()
  }
  const site = await run('site', 'create', 'East')
  expect(await run('site', 'update', site, '--name', 'West', '--time-zone', 'Asia/Urumqi')).toBe('West Asia/Urumqi')
  const room = await run('room', 'create', '301', '--site', site, '--floor', '3')
  expect(await run('room', 'update', room, '--name', '302', '--building', 'A')).toBe('A 3 302')
  expect(await run('room', 'update', room, '--building', '')).toBe('3 302')
  await run('room', 'remove', room)
  expect(await run('room', 'list', '--site', site)).not.toContain('302')
  await run('incidents', 'request', '--site', site, '--text', 'no sound')
  await run(
    'incidents',
    'silence',
    'F-1',
    '--until',
    new Date(Date.now() + 3_600_000).toISOString(),
    '--why',
    'ordered',
  )
  expect(await run('incidents', 'silences')).toMatch(/F-1 .*ordered/)
  await run('incidents', 'unsilence', 'F-1')
  expect(await run('incidents', 'silences')).not.toContain('F-1')
  expect((await forewarn(['device', 'update', 'dev-0', '--role', 'board', '--data', at.folder])).code).not.toBe(0)
  expect((await forewarn(['device', 'update', 'dev-0', '--role', 'king', '--data', at.folder])).code).toBe(2)
})
