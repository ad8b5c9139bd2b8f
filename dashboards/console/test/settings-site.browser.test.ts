import type { SiteWatchList } from '@forewarn/shared/api.ts'
import { STRICT, type ClockPolicy } from '@forewarn/shared/clock-policy.ts'
import { describe, expect, it } from 'vitest'

import { isWhole } from './settings.ts'
import { inBrowser, LOOKS } from './suite.ts'

inBrowser('what a school decides, in a browser', 30_000, stage => {
  const held = <T>(name: string) => stage.stub.settings.held.get(`/sites/s1/${name}`)!.value as T

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    it('is whole', async () => {
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}/settings/sites/s1/watching`)
      await page.waitForSelector('.edit-rows li')
      await isWhole(page, look, 'watching')
      await page.goto(`${stage.stub.url}/settings/sites/s1/clocks`)
      await page.waitForSelector('.promises')
      await page.getByRole('button', { name: look.locale === 'zh-CN' ? '分级表' : 'Graded table' }).click()
      const said = look.locale === 'zh-CN' ? '二级受理：30 分钟 → 2 小时' : 'Grade 2, Answer: 30 min → 2 h'
      await page.getByText(said).waitFor()
      await isWhole(page, look, 'clocks')
    })
  })

  it('watches another program, a camera and a machine, and says what is wrong with each', async () => {
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}/settings/sites/s1/watching`)
    await page.getByRole('button', { name: '加程序' }).click()
    const program = page.getByRole('group', { name: '看护的程序 2' })
    await program.getByLabel('名称').fill('课件')
    const named = page.getByRole('group', { name: '看护的程序 课件' })
    await page.getByText('要写文件名，不带文件夹。').waitFor()
    await named.getByLabel(/^程序文件名/).fill('slides.exe, slides')
    await named.getByLabel('智慧黑板').check({ force: true })
    await page
      .getByRole('group', { name: '必需的外设 Room camera' })
      .getByLabel(/^USB 编号/)
      .fill('1A2B')
    await page.getByText('USB 编号是八位十六进制').waitFor()
    expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
    await page
      .getByRole('group', { name: '必需的外设 Room camera' })
      .getByLabel(/^USB 编号/)
      .fill('1A2B:0001')
    await page.getByRole('group', { name: '要连的机器 Cloud classroom' }).getByLabel('端口').fill('8443')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('status').getByText('看护清单已保存').waitFor()
    const list = held<SiteWatchList>('watch-list')
    expect(list.watchedPrograms[1]).toEqual({ name: '课件', executables: ['slides.exe', 'slides'], roles: ['board'] })
    expect(list.requiredPeripherals[0]!.usbId).toBe('1a2b:0001')
    expect(list.peers[0]!.port).toBe(8443)
  })

  it('promises other clocks, and catches two people at it', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/412/)
    await page.goto(`${stage.stub.url}/settings/sites/s1/clocks`)
    await page.getByText('现在是“严格”。').waitFor()
    await page.getByLabel('二级 受理 多久').fill('0')
    await page.getByText('要大于零').waitFor()
    await page.getByLabel('二级 受理 多久').fill('45')
    await page.getByLabel('四级 受理 单位').selectOption('workingDays')
    await page.getByLabel('三级 方案 单位').selectOption('none')
    await page.getByText('二级受理：30 分钟 → 45 分钟').waitFor()
    await page.getByText('三级方案：3 个工作日 → 不承诺').waitFor()
    stage.stub.settings.replace('/sites/s1/clock-policy', { ...STRICT, 4: {} })
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('alert').getByText('另一人刚改过').waitFor()
    await page.getByRole('button', { name: '放弃我的，看最新的' }).click()
    await page.getByText('现在是自己定的。').waitFor()
    await page.getByRole('button', { name: '严格' }).click()
    await page.getByRole('button', { name: '保存' }).click()
    await expect.poll(() => held<ClockPolicy>('clock-policy')[4].solve).toEqual({ workingDays: 1 })
    await page.getByText('现在是“严格”。').waitFor()
  })

  it('lets an engineer read the clocks and change the watch list, a viewer only look', async () => {
    stage.stub.me = { user: 'east', role: 'engineer' }
    const page = await stage.look(LOOKS[0])
    await page.goto(`${stage.stub.url}/settings/sites/s1/clocks`)
    await page.waitForSelector('.promises')
    expect(await page.locator('main :is(input, select, button):enabled').count()).toBe(0)
    stage.stub.me = { user: 'school', role: 'viewer' }
    await page.goto(`${stage.stub.url}/settings/sites/s1/watching`)
    await page.waitForSelector('.edit-rows li')
    expect(await page.locator('main :is(input, select, button):enabled').count()).toBe(0)
  })
})
