import { expect, test } from 'vitest'

import { startCollector } from '../test-collector.ts'
import { forewarn } from './test-cli.ts'

test('a site’s request link is created, printed, shown as a code, and withdrawn', async () => {
  const at = await startCollector()
  const site = (await forewarn(['site', 'create', 'East', '--data', at.folder])).out.trim()
  const run = (...args: string[]) => forewarn(['site', 'request-link', site, ...args, '--data', at.folder])
  expect(await run()).toMatchObject({ code: 1, err: expect.stringContaining('create one first') as string })
  const made = await run('--renew')
  expect(made.out).toMatch(/^http:\/\/[^/]+\/r\/[\w-]{22}\n$/)
  expect((await run()).out).toBe(made.out)
  expect((await run('--code', 'dev-1')).out).toMatch(/^<svg[^]*<\/svg>\n$/)
  expect((await run('--renew')).out).not.toBe(made.out)
  expect(await run('--withdraw')).toEqual({ code: 0, out: '', err: '' })
  expect((await run()).code).toBe(1)
  expect(await run('--renew', '--withdraw')).toMatchObject({ code: 2 })
})
