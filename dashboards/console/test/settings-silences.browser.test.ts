import type { Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { isWhole } from './settings.ts'
import { inBrowser, LOOKS } from './suite.ts'

const PATH = '/settings/silences'

inBrowser('silences in a browser', 30_000, stage => {
  const silence = (id: string, hours: number) =>
    stage.stub.incidents.act(
      id,
      { type: 'silence', until: new Date(Date.now() + hours * 3_600_000).toISOString(), why: '正在换电源' },
      '值班台',
    )

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    it('are whole', async () => {
      silence('F-19', 30)
      silence('F-21', 4)
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}${PATH}`)
      await page.waitForSelector('tbody tr')
      await isWhole(page, look, 'silences')
      await page.goto(`${stage.stub.url}/settings`)
      await page.waitForSelector('.set-card')
      await isWhole(page, look, 'settings')
    })
  })

  it('are ended, also where somebody else was first', async () => {
    silence('F-19', 30)
    silence('F-21', 4)
    const { page, expected } = await stage.enter()
    expected.push(/409/)
    await page.goto(`${stage.stub.url}${PATH}`)
    await page.getByRole('button', { name: '结束静默 F-19' }).click()
    await page.getByRole('status').getByText('静默已结束').waitFor()
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    expect(stage.stub.incidents.list.find(({ id }) => id === 'F-19')!.silencedUntil).toBeNull()
    stage.stub.quiet = true
    // Just as the page asks: whatever it read anew before, it knows the version before this one.
    const overtake = async (route: Route): Promise<void> => {
      stage.stub.incidents.act('F-21', { type: 'note', text: '在路上' }, '值班台')
      await route.continue()
    }
    await page.route('**/incidents/F-21/actions', overtake, { times: 1 })
    await page.getByRole('button', { name: '结束静默 F-21' }).click()
    await page.getByRole('status').getByText('值班台刚改过').waitFor()
    await page.getByRole('button', { name: '结束静默 F-21' }).click()
    await page.getByText('没有静默中的故障').waitFor()
  })

  it('are shown to a viewer who can end none', async () => {
    silence('F-19', 30)
    stage.stub.me = { user: 'school', role: 'viewer' }
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}${PATH}`)
    await page.waitForSelector('tbody tr')
    expect(await page.locator('main button').count()).toBe(0)
  })
})
