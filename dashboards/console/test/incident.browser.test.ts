import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { overflow } from './browser.ts'
import { barriers, inBrowser, LOOKS } from './suite.ts'

const DESK = LOOKS[0]
const PHONE = LOOKS[1]
/** Between them they have every part of the page. */
const LOOKED_INTO = ['F-21', 'F-19', 'F-15']

inBrowser('the page of an incident in a browser', 30_000, stage => {
  async function show(page: Page, id: string): Promise<void> {
    await page.goto(`${stage.stub.url}/incidents/${id}`)
    await page.waitForSelector('main h1:not(.sr)')
    await page.waitForSelector('.hist li')
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const stored = (id: string) => stage.stub.incidents.list.find(one => one.id === id)!

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const zh = look.locale === 'zh-CN'
    it('is whole in every state, in its language, and open to everybody', async () => {
      const page = await stage.look(look)
      for (const { id } of stage.stub.incidents.list) {
        await show(page, id)
        expect(await page.locator('h1').count(), id).toBe(1)
        expect(await overflow(page), id).toBeLessThanOrEqual(0)
        const bar = page.locator('.actbar')
        expect(await bar.evaluate(element => element.scrollWidth - element.clientWidth), id).toBeLessThanOrEqual(0)
        if (LOOKED_INTO.includes(id)) expect(await barriers(page), id).toEqual([])
        expect(await page.locator('.btn.pri:visible').count(), id).toBeLessThanOrEqual(1)
      }
      await show(page, 'F-19')
      const text = (await page.locator('main').textContent()) ?? ''
      expect(text).toMatch(zh ? /二级.*处理中.*反复非正常重启/s : /Grade 2.*In progress.*Repeated unclean restarts/s)
      expect(text).toMatch(zh ? /受理.*7 分.*限 30 分/s : /Answer.*7 min.*limit 30 min/s)
      expect(text).toMatch(zh ? /换一路插座试一节课/ : /try another socket for one lesson/)
      expect(text).toMatch(zh ? /断电或卡死/ : /power cut or hang/)
      expect(text).toMatch(zh ? /派单给东片工程师.*登记三级/s : /Dispatched to 东片工程师.*Opened at Grade 3/s)
      expect(text).toContain('<img src=x onerror=')
      expect(await page.locator('main img, main script').count()).toBe(0)
    }, 60_000)
  })

  it('leads from taking to closing, each time by its one solid button', async () => {
    const page = await stage.look(DESK)
    await show(page, 'F-20')
    await button(page, '受理').click()
    await page.getByRole('status').getByText('已受理').waitFor()
    await button(page, '派单').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '派单' }).click()
    await dialog.getByText('这一项要填。').waitFor()
    await page.getByLabel('派给谁').fill('西片工程师')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.hist', { hasText: '派单给西片工程师' }).waitFor()
    await button(page, '我已到场').click()
    await page.locator('.btn.pri', { hasText: '提交并解决' }).waitFor()
    await page.locator('.btn.pri').click()
    await page.getByText('这一项要填。').first().waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('record-cause')
    await page.getByLabel('原因').selectOption('power')
    await page.getByLabel(/更换备件/).fill('电源板、插座')
    await page.getByLabel('做了什么').fill('换了电源板')
    await page.locator('.btn.pri').click()
    await page.getByText('怎么解决的').waitFor()
    expect(stored('F-20')).toMatchObject({
      state: 'resolved',
      resolution: { cause: 'power', way: 'on-site', parts: ['电源板', '插座'], measures: '换了电源板' },
    })
    await button(page, '关闭').click()
    await page.getByLabel('为什么关闭').fill('学校同意')
    await dialog.getByRole('button', { name: '关闭' }).click()
    await page.locator('.head', { hasText: '已关闭' }).waitFor()
    await button(page, '重新打开').waitFor()
  })

  it('has every other step behind one button, also under a thumb', async () => {
    const page = await stage.look(PHONE)
    await show(page, 'F-19')
    for (const [step, fill] of [
      ['改级', async () => page.getByLabel('原因', { exact: true }).last().fill('影响不大')],
      ['备注', async () => page.getByRole('dialog').getByLabel('备注').fill('老师已换教室')],
      ['给出方案', async () => page.getByRole('textbox', { name: '方案' }).fill('明天换电源板')],
      ['借出备用机', async () => page.getByLabel('备用机编号或名称').fill('2 号')],
      ['暂停计时', null],
      ['静默', async () => page.getByRole('dialog').getByLabel('原因').fill('正在修')],
    ] as const) {
      const before = stored('F-19').version
      await button(page, '更多').click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: new RegExp(`^${step}`) })
        .click()
      const dialog = page.getByRole('dialog', { name: step })
      await fill?.()
      await dialog.getByRole('button', { name: step, exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      expect(stored('F-19').version, step).toBe(before + 1)
    }
    expect(stored('F-19').grade).toBe(1)
    await button(page, '更多').click()
    expect(
      await page
        .getByRole('dialog')
        .locator('button')
        .evaluateAll(all => Math.min(...all.map(one => one.clientHeight))),
    ).toBeGreaterThanOrEqual(42)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('更多')
  })

  it('holds one incident under another of the same school', async () => {
    const page = await stage.look(DESK)
    await show(page, 'F-20')
    await button(page, '更多').click()
    await page.getByRole('dialog').getByRole('button', { name: /^合并/ }).click()
    await page.getByLabel(/F-21 · 4 台设备同时失联/).check({ force: true })
    await page.getByRole('dialog').getByRole('button', { name: '合并', exact: true }).click()
    await page.getByRole('link', { name: '并到 F-21 下面' }).click()
    await page.waitForURL(/F-21$/)
    await page.locator('.panel', { hasText: '同一原因的故障' }).getByText('白板软件上课时反复崩溃').waitFor()
  })

  it('shows what an incident is held under beside what is held under it', async () => {
    const page = await stage.look(DESK)
    await show(page, 'F-14')
    await page.locator('.panel', { hasText: '已并到' }).getByText('4 台设备同时失联').waitFor()
    await page.locator('.panel', { hasText: '同一原因的故障' }).getByText('电脑断电一次').waitFor()
  })

  it('catches two people at the same incident, loses nothing of what was typed, and shows who was first', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/409/)
    await show(page, 'F-19')
    stage.stub.quiet = true
    await button(page, '备注').click()
    await page.getByRole('dialog').getByLabel('备注').fill('我写的备注')
    stage.stub.incidents.act('F-19', { type: 'note', text: '别人写的备注' }, '值班台')
    const send = page.getByRole('dialog').getByRole('button', { name: '备注' })
    await send.click()
    await page.getByRole('dialog').getByText('没有存上：值班台刚改过（备注）。').waitFor()
    await page.locator('.hist', { hasText: '别人写的备注' }).waitFor()
    expect(await barriers(page)).toEqual([])
    expect(await page.getByRole('dialog').getByLabel('备注').inputValue()).toBe('我写的备注')
    await send.click()
    await page.locator('.hist', { hasText: '我写的备注' }).waitFor()
  })

  it('keeps the record that was begun, through a reload and through a conflict', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/409/)
    await show(page, 'F-19')
    await page.getByLabel('做了什么').fill('换到右侧插座')
    await page.reload()
    await page.waitForSelector('.hist li')
    expect(await page.getByLabel('做了什么').inputValue()).toBe('换到右侧插座')
    await page.getByLabel('原因').selectOption('power')
    stage.stub.quiet = true
    stage.stub.incidents.act('F-19', { type: 'note', text: '在路上' }, '东片工程师')
    await page.locator('.btn.pri').click()
    await page.locator('#record').getByText('没有存上：东片工程师刚改过（备注）。').waitFor()
    await page.locator('.hist', { hasText: '在路上' }).waitFor()
    await page.locator('.btn.pri').click()
    await page.getByText('怎么解决的').waitFor()
    expect(stored('F-19').resolution?.measures).toBe('换到右侧插座')
  })

  it('follows what others do while it is looked at', async () => {
    const page = await stage.look(DESK)
    await show(page, 'F-20')
    await expect.poll(() => stage.stub.followers()).toBeGreaterThan(0)
    stage.stub.incidents.act('F-20', { type: 'dispatch', to: '西片工程师' }, '值班台')
    await page.locator('.hist', { hasText: '派单给西片工程师' }).waitFor()
    await button(page, '我已到场').waitFor()
  })

  it('offers nothing to do to those who may only look', async () => {
    stage.stub.me = { user: 'school', role: 'viewer' }
    const page = await stage.look(DESK)
    await show(page, 'F-19')
    expect(await page.locator('main button, main form').count()).toBe(0)
  })

  it('explains that an incident is not there', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/404/)
    await page.goto(`${stage.stub.url}/incidents/F-999`)
    await page.getByText('没有这件故障').first().waitFor()
    await page.getByRole('link', { name: '回到全部故障' }).click()
    await page.waitForURL(/\/incidents$/)
  })
})
