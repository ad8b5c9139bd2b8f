import { expect, test } from 'vitest'

import { createCleanups } from './cleanups.ts'

test('clean-ups run last in first out; one that fails or hangs is named and holds up nothing', async () => {
  const ran: string[] = []
  const named: string[] = []
  const warn = ((details: { step: string }) => void named.push(details.step)) as never
  const cleanups = createCleanups({ warn }, 20)
  cleanups.add('first', () => void ran.push('first'))
  cleanups.add('hangs', () => new Promise(() => undefined))
  cleanups.add('fails', () => {
    throw new Error('no')
  })
  cleanups.add('last', async () => void ran.push('last'))
  await cleanups.run()
  expect(ran).toEqual(['last', 'first'])
  expect(named).toEqual(['fails', 'hangs'])
  await cleanups.run()
  expect(ran).toEqual(['last', 'first'])
})

test('two stops at once run the steps one after the other, and both wait for the last', async () => {
  const ran: string[] = []
  const cleanups = createCleanups({ warn: () => undefined })
  cleanups.add('store', () => void ran.push('store'))
  const server = Promise.withResolvers<void>()
  cleanups.add('server', async () => {
    await server.promise
    ran.push('server')
  })
  const stops = [cleanups.run(), cleanups.run()]
  server.resolve()
  await stops[1]
  expect(ran).toEqual(['server', 'store'])
  await stops[0]
})
