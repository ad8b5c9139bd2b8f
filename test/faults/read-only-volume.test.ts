import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'

import { systemFiles } from '@forewarn/agent/files.ts'
import { createPatience } from '@forewarn/agent/sources/patience.ts'
import { createVolumesSource } from '@forewarn/agent/sources/volumes.ts'
import { expect, test } from 'vitest'

import { ext4Volume } from '../support/block-device.ts'
import { needs } from '../support/parts.ts'

/** The agent's look at all volumes; what it says of one of them. */
function lookAt(mountpoint: string) {
  const source = createVolumesSource(systemFiles, createPatience())
  return async () => {
    const answer = await source.read({ now: 0, up: 0 }, AbortSignal.timeout(10_000))
    if ('absent' in answer) throw new Error(answer.absent)
    const readOnly = answer.series.findIndex(
      ([metric, attributes]) =>
        metric === 'forewarn.filesystem.readonly' && attributes?.['system.filesystem.mountpoint'] === mountpoint,
    )
    const events = (answer.events ?? []).filter(({ attributes }) => attributes['mountpoint'] === mountpoint)
    return { readOnly: answer.values[readOnly], events }
  }
}

test('a real file system that turned read-only at an error is told, with its device and kind', async context => {
  needs('ext4', context)
  const { device, mountpoint } = ext4Volume()
  const look = lookAt(mountpoint)
  expect(await look()).toEqual({ readOnly: 0, events: [] })
  writeFileSync(`/sys/fs/ext4/${basename(device)}/trigger_fs_error`, 'test')
  const attributes = { mountpoint, device: basename(device), type: 'ext4' }
  expect(await look()).toEqual({
    readOnly: 1,
    events: [{ name: 'filesystem.read-only', severity: 'error', attributes }],
  })
  expect(await look()).toEqual({ readOnly: 1, events: [] })
})

test('one that is remounted read-only and back is told both ways', async context => {
  needs('ext4', context)
  const { mountpoint } = ext4Volume()
  const look = lookAt(mountpoint)
  await look()
  execFileSync('mount', ['-o', 'remount,ro', mountpoint], { stdio: 'pipe' })
  expect((await look()).events).toMatchObject([{ name: 'filesystem.read-only' }])
  execFileSync('mount', ['-o', 'remount,rw', mountpoint], { stdio: 'pipe' })
  expect(await look()).toMatchObject({ readOnly: 0, events: [{ name: 'filesystem.writable' }] })
})
