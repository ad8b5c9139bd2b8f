import { describe, expect, it } from 'vitest'

import { device } from './samples.ts'
import { isWhole } from './settings.ts'
import { barriers, inBrowser, LOOKS } from './suite.ts'

inBrowser('settings in a browser', 30_000, stage => {
  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    it.each(['/settings', '/settings/sites', '/settings/sites/s1'])('%s is whole', async path => {
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}${path}`)
      await page.waitForSelector('main h1')
      await page.waitForSelector('.sk', { state: 'detached' })
      await isWhole(page, look, path.slice(1).replaceAll('/', '-'))
    })
  })

  it('creates a school, refuses a name that is taken, and keeps what was typed', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/409/, /400/)
    await page.getByRole('link', { name: '设置' }).click()
    await page.getByRole('link', { name: '学校', exact: true }).click()
    await page.getByRole('button', { name: '新建学校' }).click()
    const sheet = page.getByRole('dialog', { name: '新建学校' })
    await sheet.getByRole('button', { name: '新建' }).click()
    await sheet.getByText('这一项要填。').waitFor()
    await sheet.getByLabel('学校名称').fill('谷雨路小学')
    await page.keyboard.press('Enter')
    await sheet.getByText('已有同名的').waitFor()
    expect(await barriers(page)).toEqual([])
    await sheet.getByLabel('学校名称').fill('芦汀小学')
    await sheet.getByLabel('时区').fill('火星')
    await page.keyboard.press('Enter')
    await sheet.getByText('没有这个时区').waitFor()
    await sheet.getByLabel('时区').fill('Asia/Urumqi')
    await page.keyboard.press('Enter')
    await sheet.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: '芦汀小学' }).click()
    await page.getByText('时区 Asia/Urumqi').waitFor()
    await page.getByRole('button', { name: '改名称和时区' }).click()
    await page.getByLabel('学校名称').fill('芦汀里小学')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '芦汀里小学' }).waitFor()
  })

  it('makes rooms, puts devices in them, and removes those that are empty', async () => {
    const page = await stage.look(LOOKS[0])
    stage.stub.devices = [device('d1', Date.now(), { roomId: null, roomName: null, name: '新黑板' })]
    await page.goto(`${stage.stub.url}/settings/sites/s1`)
    await page.getByRole('button', { name: '新建教室' }).click()
    await page.getByRole('textbox', { name: '教室' }).fill('三(2)班')
    await page.getByLabel(/^楼层/).fill('3')
    await page.keyboard.press('Enter')
    await page.getByRole('rowheader', { name: '三(2)班' }).waitFor()
    await page.getByLabel('教室 新黑板').selectOption({ label: '3 三(2)班' })
    await page.getByRole('status').getByText('已保存').waitFor()
    await page.getByLabel('用途 新黑板').selectOption('lecture-room-main')
    await expect.poll(() => stage.stub.devices[0]!.role).toBe('lecture-room-main')
    expect(stage.stub.devices[0]!.roomId).toBe('new-1')
    expect(await page.getByRole('button', { name: '删除 三(2)班' }).count()).toBe(0)
    await page.getByRole('button', { name: '删除 音乐教室' }).click()
    await expect.poll(() => stage.stub.rooms.map(({ name }) => name)).toEqual(['三(2)班'])
    await page.getByRole('button', { name: '修改 三(2)班' }).click()
    await page.getByRole('textbox', { name: '教室' }).fill('三(1)班')
    await page.keyboard.press('Enter')
    await page.getByRole('rowheader', { name: '三(1)班' }).waitFor()
  })

  it('shows a viewer everything and lets them change nothing', async () => {
    stage.stub.me = { user: 'school', role: 'viewer' }
    const page = await stage.look(LOOKS[0])
    for (const path of ['/settings', '/settings/sites', '/settings/sites/s1']) {
      await page.goto(`${stage.stub.url}${path}`)
      await page.waitForSelector('main h1')
      await page.waitForSelector('.sk', { state: 'detached' })
      expect(await page.locator('main button, main select, main input').count(), path).toBe(0)
    }
  })
})
