import { describe, expect, it } from 'vitest'

import { overflow } from './browser.ts'
import { incident } from './incidents.ts'
import { barriers, inBrowser, LOOKS } from './suite.ts'

/** Promised: seen within two seconds of the commit. The push is all that lies on the page's side of it. */
const SEEN_MS = 1000

inBrowser('the list of incidents in a browser', 30_000, stage => {
  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const zh = look.locale === 'zh-CN'
    it('shows what presses first, whole, and to everybody', async () => {
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}/incidents`)
      const heading = zh
        ? '3 件急事：1 件到场已超时，2 件临近受理时限。'
        : '3 need you now: 1 is past its on-site time, 2 must be answered soon.'
      await page.locator('h1', { hasText: heading }).waitFor()
      const ids = await page.locator('.inc').evaluateAll(rows => rows.map(row => (row as HTMLElement).dataset['id']))
      expect(ids).toEqual(['F-18', 'F-21', 'F-20', 'F-19', 'F-17', 'F-16'])
      const first = await page.locator('.inc').first().textContent()
      expect(first).toMatch(
        zh ? /二级.*摄像头.*录播教室.*受理.*18 分.*到场.*超 17 分.*东片工程师.*处理中/ : /Grade 2.*camera.*\+17 min/,
      )
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      await page.goto(`${stage.stub.url}/incidents?state=closed`)
      await page.locator('.inc', { hasText: 'F-13' }).waitFor()
      expect(await barriers(page)).toEqual([])
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    })
  })

  it('keeps its filters in the address', async () => {
    stage.stub.sites.push({ ...stage.stub.sites[0]!, id: 's2', name: '芦汀小学' })
    stage.stub.incidents.list.push(incident('F-9', Date.now(), 60_000, { siteId: 's2' }))
    const { page } = await stage.enter()
    await page.goto(`${stage.stub.url}/incidents`)
    await page.getByRole('link', { name: /^二级/ }).click()
    await page.waitForURL(/\?grade=2$/)
    await page.locator('.inc[data-id=F-17]').waitFor({ state: 'detached' })
    await page.getByRole('combobox', { name: '学校' }).selectOption('s2')
    await page.waitForURL(/grade=2&site=s2$/)
    expect(await page.locator('.inc').count()).toBe(1)
    await page.goBack()
    await page.waitForURL(/\?grade=2$/)
    await page.getByRole('link', { name: '待关闭' }).click()
    await page.waitForURL(/state=solved&grade=2/)
    await page.locator('.inc[data-id=F-15]').waitFor()
    await page.goto(`${stage.stub.url}/incidents?grade=3&state=solved`)
    await page.getByText('没有符合的故障').waitFor()
    await page.getByRole('link', { name: '清除筛选' }).click()
    await page.waitForURL(/\/incidents$/)
  })

  it('takes in a new incident at once, and waits while somebody is in the list', async () => {
    const { page } = await stage.enter()
    await page.goto(`${stage.stub.url}/incidents`)
    await page.locator('.inc').first().waitFor()
    await page.getByText('实时').waitFor()
    const start = performance.now()
    stage.stub.push('incidents', [incident('F-30', Date.now(), 1000, { title: { zh: '刚刚坏的', en: 'new' } })])
    await page.locator('.inc', { hasText: '刚刚坏的' }).waitFor()
    expect(performance.now() - start).toBeLessThan(SEEN_MS)
    await page.locator('.inc a').first().focus()
    stage.stub.push('incidents', [incident('F-31', Date.now(), 1000, { title: { zh: '又坏一台', en: 'new' } })])
    await page.getByRole('button', { name: '1 件新故障' }).waitFor()
    expect(await page.getByText('又坏一台').count()).toBe(0)
    await page.getByRole('button', { name: '1 件新故障' }).click()
    await page.getByText('又坏一台').waitFor()
  })

  it('counts down by the collector’s time and turns late by itself', async () => {
    const now = Date.now()
    stage.stub.incidents.list = [incident('F-40', now, 30 * 60_000 - 2500)]
    const { page } = await stage.enter()
    await page.goto(`${stage.stub.url}/incidents`)
    await page.locator('.inc.is-risk').waitFor()
    await page.locator('.inc.is-late').waitFor()
    await page.locator('h1', { hasText: '1 件受理已超时' }).waitFor()
  })

  it('is worked with the keyboard: j and k move, a takes, Enter opens', async () => {
    const { page } = await stage.enter()
    await page.goto(`${stage.stub.url}/incidents`)
    await page.locator('.inc').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    await page.getByText('已受理', { exact: true }).first().waitFor()
    const row = page.locator('.inc[data-id=F-21]')
    await row.getByText('admin').waitFor()
    expect(stage.stub.incidents.list.find(({ id }) => id === 'F-21')).toMatchObject({ state: 'acknowledged' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: '快捷键' }).getByText('受理这件故障').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/incidents\/F-21$/)
    await page.goto(`${stage.stub.url}/incidents/F-20`)
    await page.waitForSelector('.hist li')
    await page.keyboard.press('a')
    await page.getByRole('button', { name: '派单', exact: true }).waitFor()
  })

  it('tells of two who take the same incident, and shows who was first', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/409/)
    await page.goto(`${stage.stub.url}/incidents`)
    const row = page.locator('.inc[data-id=F-20]')
    await row.waitFor()
    stage.stub.quiet = true
    stage.stub.incidents.act('F-20', { type: 'dispatch', to: '西片工程师' }, '值班台')
    await row.getByRole('button', { name: '受理' }).click()
    await page.getByText('没有存上：值班台刚改过（派单给西片工程师）。').waitFor()
    await row.getByText('西片工程师').waitFor()
  })

  it('offers nothing to do to those who may only look', async () => {
    stage.stub.me = { user: 'school', role: 'viewer' }
    const { page } = await stage.enter()
    await page.goto(`${stage.stub.url}/incidents`)
    await page.locator('.inc').first().waitFor()
    expect(await page.locator('main button', { hasText: '受理' }).count()).toBe(0)
    await page.locator('.inc[data-id=F-20]', { hasText: '未受理' }).waitFor()
  })

  it('says so when nothing is wrong, and when the list cannot be read', async () => {
    stage.stub.incidents.list = []
    const { page } = await stage.enter()
    await page.goto(`${stage.stub.url}/incidents`)
    await page.locator('h1', { hasText: '没有要处理的故障。' }).waitFor()
    await page.getByText('出了故障会自己出现在这里。').waitFor()
  })
})
