import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { overflow, signIn } from './browser.ts'
import { schools } from './samples.ts'
import { ONE_TIME } from './stub-people.ts'
import { barriers, inBrowser, LOOKS } from './suite.ts'

const DESK = LOOKS[0]
const SHOTS = process.env['PEOPLE_SHOTS']

inBrowser('my account, users and the audit log in a browser', 30_000, stage => {
  const shot = async (page: Page, name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
  }
  const open = async (page: Page, path: string, waitFor: string) => {
    await page.goto(`${stage.stub.url}/settings${path}`)
    await page.locator(waitFor).first().waitFor()
  }
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const zh = look.locale === 'zh-CN'
    const name = `${look.width}-${look.locale.slice(0, 2)}`

    it('is whole on every page, in its language, and open to everybody', async () => {
      const page = await stage.look(look)
      const pages: [path: string, waitFor: string, says: RegExp][] = [
        [
          '',
          '.cards-of',
          zh ? /设置.*用户与令牌.*操作记录.*我的账户/s : /Settings.*Users and tokens.*Audit log.*My account/s,
        ],
        [
          '/account',
          'table',
          zh ? /admin，管理员.*Chrome · Windows.*就是这里.*结束/s : /admin, Administrator.*Chrome.*This one.*End/s,
        ],
        [
          '/users',
          'table + *, .cards',
          zh ? /5 位用户可以登录.*还没设密码.*已停用/s : /5 users may sign in.*Password not set yet.*Disabled/s,
        ],
        [
          '/users/%E8%B0%B7%E9%9B%A8%E8%B7%AF%E5%B0%8F%E5%AD%A6',
          'table',
          zh ? /只看.*只看这些学校.*给一次性链接/s : /Viewer.*Only these schools.*Give a one-time link/s,
        ],
        [
          '/audit',
          'table',
          zh ? /处理故障.*被拒绝.*没做成.*As the collector/s : /Act on an incident.*Refused.*Failed.*As the collector/s,
        ],
      ]
      for (const [path, waitFor, says] of pages) {
        await open(page, path, waitFor)
        expect(await page.locator('main').textContent(), path).toMatch(says)
        expect(await page.locator('h1').count(), path).toBe(1)
        await shot(page, `${path.slice(1, 8).replaceAll('/', '-') || 'index'}${path.length > 8 ? '-one' : ''}-${name}`)
        expect(await overflow(page), path).toBeLessThanOrEqual(0)
        expect(await barriers(page), path).toEqual([])
      }
      expect(await page.locator('main script').count()).toBe(0)

      await open(page, '/users', '.cards')
      await button(page, zh ? '新建用户' : 'New user').click()
      await page.getByRole('radio', { name: zh ? '只看这些学校' : 'Only these schools' }).check()
      await page.getByRole('checkbox').first().waitFor()
      await shot(page, `create-${name}`)
      expect(await barriers(page)).toEqual([])
    }, 60_000)

    it('asks for a password of their own of who came in with a one-time one', async () => {
      stage.stub.me = { user: '新来的', role: 'viewer', sites: ['s1'], mustChangePassword: true }
      const page = await stage.look(look)
      await page.getByText(zh ? '先设一个自己的密码' : 'First set a password of your own').waitFor()
      await shot(page, `first-${name}`)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      stage.stub.me = { user: '新来的', role: 'viewer', sites: ['s1'] }
      await page.getByLabel(zh ? '新密码' : 'New password', { exact: true }).fill('a sentence of my own')
      await page.keyboard.press('Tab')
      await page.keyboard.type('a sentence of my own')
      await page.keyboard.press('Enter')
      await page.locator('.app main h1').waitFor()
    })
  })

  it('says beside each field what is wrong with a password, and changes it by keyboard', async () => {
    const opened = await stage.enter()
    opened.expected.push(/403 \(Forbidden\)/)
    const { page } = opened
    await open(page, '/account', 'form')
    const fill = async (current: string, next: string, again = next) => {
      await page.getByLabel('现在的密码').fill(current)
      await page.getByLabel('新密码', { exact: true }).fill(next)
      await page.getByLabel('再输一遍新密码').fill(again)
      await page.keyboard.press('Enter')
    }
    await fill('', 'short')
    expect(await page.locator('form .fault').allTextContents()).toEqual(['这一项要填。', '至少 10 个字。'])
    await fill('x', 'one of admin’s own')
    await page.getByText('密码里不要有用户名。').waitFor()
    await fill('x', 'a sentence of mine', 'another')
    await page.getByText('两次输入的不一样。').waitFor()
    await fill('wrong', 'a sentence of mine')
    await page.getByText('现在的密码不对。').waitFor()
    await fill('right-password', 'a sentence of mine')
    await page.getByText('密码已改，其他地方的登录已结束').waitFor()
    expect(stage.stub.people.password).toBe('a sentence of mine')
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
  })

  it('ends one of one’s sessions', async () => {
    const page = await stage.look(DESK)
    await open(page, '/account', 'table')
    await button(page, '结束 微信 WeChat · Android 的登录').click()
    await page.getByText('这个登录已结束').waitFor()
    expect(stage.stub.people.sessions.map(({ id }) => id)).toEqual(['session-1', 'session-3'])
  })

  it('creates a user for one school and shows what lets them in once', async () => {
    const opened = await stage.enter()
    opened.expected.push(/409 \(Conflict\)/)
    const { page } = opened
    await open(page, '/users', '.cards')
    await button(page, '新建用户').click()
    await button(page, '新建').click()
    await page.getByText('这一项要填。').waitFor()
    await page.getByLabel('用户名').fill('东片工程师')
    await page.getByRole('radio', { name: '只看这些学校' }).check()
    await button(page, '新建').click()
    await page.getByText('至少选一所学校，或改为全部学校。').waitFor()
    await page.getByRole('checkbox').check()
    await button(page, '新建').click()
    await page.getByText('已有这个用户名。').waitFor()
    await page.getByLabel('用户名').fill('李校长')
    await page.keyboard.press('Enter')
    await page.locator('.secret code', { hasText: ONE_TIME }).waitFor()
    await shot(page, 'created')
    await button(page, '好了').click()
    await page.getByRole('link', { name: '李校长' }).waitFor()
    expect(stage.stub.people.users.at(-1)).toMatchObject({ name: '李校长', role: 'viewer', sites: ['s1'] })
    expect(await page.getByText(ONE_TIME).count()).toBe(0)
  })

  it('changes a user, lets them in again and keeps them out', async () => {
    const { sites } = schools(80, Date.now())
    stage.stub.sites = sites
    const page = await stage.look(DESK)
    await open(page, '/users', '.cards')
    await page.getByRole('link', { name: '东片工程师' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('放行与停用').waitFor()
    expect(await button(page, '保存').isDisabled()).toBe(true)
    await page.getByRole('radio', { name: '只看', exact: true }).check()
    await page.getByRole('radio', { name: '只看这些学校' }).check()
    await page.getByRole('checkbox').nth(2).check()
    await shot(page, 'user-80-sites')
    await button(page, '保存').click()
    await page.getByText('已保存').waitFor()
    const stored = () => stage.stub.people.users.find(({ name }) => name === '东片工程师')!
    expect(stored()).toMatchObject({ role: 'viewer', sites: [sites[2]!.id] })
    await page.getByText('给一次性链接').click()
    await page.locator('.secret code', { hasText: `${stage.stub.url}/sign-in#ticket=abc` }).waitFor()
    await shot(page, 'user-link')
    await button(page, /^停用/).click()
    await page.getByText('东片工程师 已停用').waitFor()
    expect(stored().disabledAt).not.toBeNull()
    await button(page, /^重新启用/).click()
    await page.getByText('东片工程师 已启用').waitFor()
    await button(page, '结束全部登录').click()
    await page.getByText('没有登录着的地方').waitFor()
    await open(page, '/users/nobody', '.empty')
    await page.getByText('没有这位用户').waitFor()
  })

  it('creates a token and revokes one', async () => {
    const page = await stage.look(DESK)
    await open(page, '/users', '.cards')
    await button(page, '新建令牌').click()
    await page.getByLabel('用途').fill('report')
    await page.keyboard.press('Enter')
    await page.locator('.secret code', { hasText: 'fwt_shown-this-once' }).waitFor()
    await page.keyboard.press('Escape')
    await button(page, '作废令牌 report').click()
    await page.getByText('令牌已作废').waitFor()
    expect(stage.stub.people.tokens.at(-1)!.revokedAt).not.toBeNull()
  })

  it('asks the audit log by its address', async () => {
    const page = await stage.look(DESK)
    await open(page, '/audit', 'tbody tr')
    const rows = page.locator('tbody tr')
    expect(await rows.count()).toBe(8)
    await page.getByLabel('谁做的').selectOption('admin')
    await page.waitForURL(/actor=admin/)
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3)
    await page.getByRole('link', { name: '被拒绝' }).click()
    await page.waitForURL(/outcome=refused/)
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
    await page.goBack()
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3)
    await page.getByRole('link', { name: '新来的' }).click()
    await page.waitForURL(/subject=/)
    await shot(page, 'audit-filtered')
    await page.getByRole('link', { name: /^只看对象/ }).click()
    await page.getByLabel('做了什么').selectOption('PUT /rules')
    await page.getByText('没有符合的记录').waitFor()
    await page.getByRole('link', { name: '清除筛选' }).click()
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 8)
  })

  it('offers an engineer their own account alone', async () => {
    stage.stub.me = { user: '东片工程师', role: 'engineer' }
    const { page, expected } = await stage.visit()
    expected.push(/403 \(Forbidden\)/)
    await signIn(page)
    await open(page, '', '.cards-of')
    const cards = await page.locator('.cards-of h2').allTextContents()
    expect(cards.filter(card => /账户|用户|记录/.test(card))).toEqual(['我的账户'])
    stage.stub.people.refuses = true
    await open(page, '/users', '.empty')
    await page.getByText('没有权限看这一页').waitFor()
    expect(await button(page, /^新建/).count()).toBe(0)
  })
})
