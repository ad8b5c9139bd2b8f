import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { overflow } from './browser.ts'
import { PICTURE } from './stub-archive.ts'
import { barriers, inBrowser, LOOKS } from './suite.ts'

const SHOTS = process.env['SHOTS']

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
}

inBrowser('the archive in a browser', 30_000, stage => {
  const ids = (page: Page) =>
    page.locator('.inc').evaluateAll(all => all.map(row => (row as HTMLElement).dataset['id'] ?? ''))

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const zh = look.locale === 'zh-CN'
    it('finds records and leads to what is printed', async () => {
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}/archive?site=s1&from=2026-09-01&to=2027-01-20`)
      await page.waitForSelector('.found')
      expect(await page.locator('h1').textContent()).toBe(zh ? '档案' : 'Archive')
      const term = page.getByRole('link', { name: zh ? '打印这段时间的档案' : 'Print the archive of this time' })
      expect(await term.getAttribute('href')).toBe(
        `/api/v1/sites/s1/record?from=2026-09-01&to=2027-01-20&lang=${zh ? 'zh' : 'en'}`,
      )
      expect(await page.locator('.inc .act').first().getAttribute('href')).toMatch(
        /^\/api\/v1\/incidents\/F-\d+\/record\?lang=/,
      )
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      await shoot(page, `archive-${look.width}-${zh ? 'zh' : 'en'}`)
    })
    it('shows what hangs on an incident', async () => {
      const at = new Date().toISOString()
      stage.stub.incidents.photos.push({ id: 'p1', type: 'image/jpeg', width: 4, height: 3, at, actor: '报修人' })
      stage.stub.incidents.requests.push({
        at,
        what: 'touch',
        lessonStopped: true,
        text: '左半边点不动 <b>',
        contact: '四年级办公室',
      })
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}/incidents/F-19`)
      await page.getByText('四年级办公室').waitFor()
      await page.locator('.pictures img').scrollIntoViewIfNeeded()
      await expect
        .poll(() => page.locator('.pictures img').evaluate(img => (img as HTMLImageElement).naturalWidth))
        .toBe(1)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      await shoot(page, `attached-${look.width}-${zh ? 'zh' : 'en'}`)
    })
  })

  it('is searched by keyboard, keeps the search in the address, and pages on', async () => {
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}/archive`)
    await page.waitForSelector('.found')
    const all = stage.stub.incidents.list.map(({ id }) => id)
    expect(await ids(page)).toEqual(all.slice(0, 3))
    await page.getByRole('button', { name: '更早的' }).click()
    await expect.poll(() => ids(page)).toEqual(all.slice(0, 6))
    await page.getByLabel('查找', { exact: true }).fill('重启')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/archive\?q=/)
    await expect.poll(() => ids(page)).not.toEqual(all.slice(0, 6))
    await page.getByLabel('等级').selectOption('4')
    await page.waitForURL(/grade=4/)
    await page.getByText('没有符合的记录').waitFor()
    await page.goBack()
    await page.waitForSelector('.found')
    await page.getByLabel('学校').selectOption('s1')
    await page.getByRole('button', { name: '2026-09-01 至 2027-01-20' }).click()
    await page.waitForURL(/from=2026-09-01&to=2027-01-20/)
  })

  it('takes a note with a photo', async () => {
    const page = await stage.look(LOOKS[1])
    await page.goto(`${stage.stub.url}/incidents/F-20`)
    await page.waitForSelector('.hist li')
    await page.locator('.actbar').getByRole('button', { name: '更多' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^备注/ }).click()
    const dialog = page.getByRole('dialog', { name: '备注' })
    await dialog.getByLabel('备注').fill('铭牌在背面')
    await dialog.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE })
    await dialog.locator('canvas').waitFor()
    await shoot(page, 'note-390-zh')
    await dialog.getByRole('button', { name: '备注', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.hist', { hasText: '铭牌在背面' }).waitFor()
    expect(stage.stub.incidents.photos).toHaveLength(1)
  })

  it('looks for nothing an address cannot ask', async () => {
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}/archive?grade=9&from=x&state=%3Cscript%3E&q=%3Cscript%3E`)
    await page.getByText('没有符合的记录').waitFor()
    expect(await page.getByLabel('查找', { exact: true }).inputValue()).toBe('<script>')
  })
})
