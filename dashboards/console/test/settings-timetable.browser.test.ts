import type { Timetable } from '@forewarn/shared/timetable.ts'
import { describe, expect, it } from 'vitest'

import { inBrowser, LOOKS } from './suite.ts'
import { isWhole } from './settings.ts'

const PATH = '/settings/sites/s1/timetable'

inBrowser('the timetable in a browser', 30_000, stage => {
  const held = () => stage.stub.settings.held.get('/sites/s1/timetable')!.value as Timetable

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    it('is whole', async () => {
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}${PATH}`)
      await page.waitForSelector('.ahead li')
      await isWhole(page, look, 'timetable')
      const text = (await page.locator('main').textContent()) ?? ''
      expect(text).toMatch(look.locale === 'zh-CN' ? /国庆节.*上周一的课/s : /National Day.*lessons of Mon/s)
    })
  })

  it('takes a lesson, a day off and planned work, and saves them at once', async () => {
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}${PATH}`)
    await page.getByRole('button', { name: '加一节' }).click()
    const row = page.getByRole('group', { name: '节次 4' })
    expect(await row.getByLabel('开始').inputValue()).toBe('16:40')
    await row.getByLabel('结束').fill('16:00')
    await page.getByText('结束要晚于开始。').waitFor()
    expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
    await row.getByLabel('结束').fill('17:20')
    await row.getByLabel('五').check({ force: true })
    await page.getByLabel('日期').fill('2026-12-31')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '加维护' }).click()
    const work = page.getByRole('group', { name: '维护时段 2' })
    await work.getByLabel('开始').fill('2026-12-06T08:00')
    await work.getByLabel('结束').fill('2026-12-06T09:30')
    await work.getByLabel('做什么').fill('升级')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('status').getByText('作息表已保存').waitFor()
    expect(held()).toMatchObject({ off: ['2026-10-20', '2026-12-31'] })
    expect(held().periods[3]).toEqual({ name: '4', weekdays: [3, 5], from: '16:40', to: '17:20' })
    expect(held().maintenance[1]).toEqual({
      from: '2026-12-06T00:00:00.000Z',
      to: '2026-12-06T01:30:00.000Z',
      why: '升级',
    })
    expect(await page.getByRole('button', { name: '保存' }).count()).toBe(0)
  })

  it('catches two people at the same timetable', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/412/)
    await page.goto(`${stage.stub.url}${PATH}`)
    await page.getByLabel('调休上课日按周几的课').selectOption('3')
    stage.stub.settings.replace('/sites/s1/timetable', { ...held(), swappedAs: 5 })
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('alert').getByText('另一人刚改过').waitFor()
    expect(await page.getByLabel('调休上课日按周几的课').inputValue()).toBe('3')
    await page.getByRole('button', { name: '放弃我的，看最新的' }).click()
    await expect.poll(() => page.getByLabel('调休上课日按周几的课').inputValue()).toBe('5')
    await page.getByLabel('调休上课日按周几的课').selectOption('4')
    await page.getByRole('button', { name: '保存' }).click()
    await expect.poll(() => held().swappedAs).toBe(4)
  })

  it('goes out as a table, comes back changed, and tells every fault of one', async () => {
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}${PATH}`)
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出 CSV' }).click()
    const chunks: Buffer[] = []
    for await (const chunk of await (await coming).createReadStream()) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    expect(text).toContain('节次,社团,3,15:30,16:30')
    const give = (content: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 't.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
    await give(text.replace('15:30', '15:90').replace('2027-01-20', '以后'))
    await page.getByText('没有读入，有 2 处要改').waitFor()
    await page.getByText('第 5 行，开始“15:90”：不是时间').waitFor()
    await page.getByText('第 2 行，结束“以后”：不是日期').waitFor()
    await give(text.replace('社团', '合唱'))
    await page.getByRole('group', { name: '节次 合唱' }).waitFor()
    await page.getByRole('button', { name: '保存' }).click()
    await expect.poll(() => held().periods[2]!.name).toBe('合唱')
  })

  it('shows a viewer the timetable and lets them change nothing', async () => {
    stage.stub.me = { user: 'school', role: 'viewer' }
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}${PATH}`)
    await page.waitForSelector('.ahead li')
    expect(await page.locator('main button').allTextContents()).toEqual(['导出 CSV'])
    expect(await page.locator('main :is(input, select):enabled:not([hidden])').count()).toBe(0)
  })
})
