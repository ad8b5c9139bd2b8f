import type { RuleList } from '@forewarn/shared/rule-api.ts'
import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'

import { isWhole } from './settings.ts'
import { backtestResult } from './stub-settings.ts'
import { inBrowser, LOOKS } from './suite.ts'

inBrowser('the rules in a browser', 30_000, stage => {
  const held = () => stage.stub.settings.held.get('/rules')!.value as RuleList

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const zh = look.locale === 'zh-CN'
    it('are whole, also with a back-test beside them', async () => {
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}/settings/rules`)
      await page.getByRole('textbox').first().fill('2')
      await page.getByRole('button', { name: zh ? '回测' : 'Back-test' }).click()
      await page.getByText(zh ? '会多报 2 件，少报 0 件，改级 12 件' : '2 raised in addition, 0 no longer').waitFor()
      await isWhole(page, look, 'rules')
      const text = (await page.locator('main').textContent()) ?? ''
      expect(text).toMatch(zh ? /反复非正常重启.*已改/s : /Repeated unclean restarts.*Changed/s)
      expect(text).toMatch(/1\.94 → 5\.83/)
      expect(text).toContain('of-a-newer-collector')
    })
  })

  it('are saved only after a back-test of exactly these numbers, or by an explicit word', async () => {
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}/settings/rules`)
    const save = page.getByRole('button', { name: '保存' })
    const day = page.getByLabel('24 小时内上课时非正常重启几次。')
    await day.fill('1')
    expect(await day.getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByRole('button', { name: '回测' }).isDisabled()).toBe(true)
    await day.fill('2')
    expect(await save.count()).toBe(0)
    await page.getByRole('button', { name: '回测' }).click()
    await save.waitFor()
    await day.fill('5')
    await page.getByText('这个结果不是现在这些数的').waitFor()
    expect(await save.count()).toBe(0)
    await day.fill('2')
    await save.click()
    await page.getByRole('status').getByText('规则已保存').waitFor()
    expect(held().rules[1]!.knobs[0]!.value).toBe(2)
    await page.getByLabel('使用 死机一次').uncheck()
    await page.getByLabel('不回测，直接保存').check()
    await save.click()
    await expect.poll(() => held().rules[0]!.enabled).toBe(false)
    expect(await page.getByRole('button', { name: '回测' }).count()).toBe(0)
  })

  it('show how far a back-test is, and stop it', async () => {
    const page = await stage.look(LOOKS[0])
    let answer: ServerResponse | undefined
    stage.stub.backtest = response => {
      answer = response
      response.write(`${JSON.stringify({ progress: { done: 1, of: 4 } })}\n`)
    }
    await page.goto(`${stage.stub.url}/settings/rules`)
    await page.getByLabel('7 天内上课时非正常重启几次。').fill('9')
    await page.getByRole('button', { name: '回测' }).click()
    await page.getByText('正在重判历史，已 25 %').waitFor()
    const gone = new Promise(resolve => answer!.on('close', resolve))
    await page.getByRole('button', { name: '停止回测' }).click()
    await gone
    await page.getByRole('button', { name: '回测' }).waitFor()
    stage.stub.backtest = response =>
      void response.end(
        `${JSON.stringify({ result: { ...backtestResult(), added: { count: 0, findings: [] }, regraded: { count: 0, findings: [] } } })}\n`,
      )
    await page.getByRole('button', { name: '回测' }).click()
    await page.getByText('12 台设备的历史里，结果一样').waitFor()
  })

  it('let an engineer try and an administrator save, a viewer look', async () => {
    stage.stub.me = { user: 'east', role: 'engineer' }
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}/settings/rules`)
    await page.getByLabel('7 天内上课时非正常重启几次。').fill('9')
    await page.getByText('保存要管理员来做').waitFor()
    await page.getByRole('button', { name: '回测' }).click()
    await page.getByText('回测结果').waitFor()
    expect(await page.getByRole('button', { name: '保存' }).count()).toBe(0)
    stage.stub.me = { user: 'school', role: 'viewer' }
    await page.reload()
    await page.waitForSelector('.rules li')
    expect(await page.locator('main :is(input, button, select):enabled').count()).toBe(0)
  })
})
