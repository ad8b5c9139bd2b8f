import { Buffer } from 'node:buffer'
import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { overflow } from './browser.ts'
import { HOSTILE_NAMES } from './samples.ts'
import { PICTURE } from './stub-archive.ts'
import { LINK } from './stub-requests.ts'
import { barriers, inBrowser, LOOKS } from './suite.ts'
import type { Look, Stage } from './suite.ts'

const SHOTS = process.env['SHOTS']

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
}

async function open(stage: Stage, look: Look, path = `/r/${LINK}`): Promise<Page> {
  const { width, locale, colorScheme } = look
  const { page, expected } = await stage.visit({ locale, colorScheme, viewport: { width, height: 900 } })
  expected.push(/404|ERR_FAILED/)
  await page.goto(`${stage.stub.url}${path}`)
  await page.waitForSelector('.p-request h1, .p-request .empty')
  return page
}

/** Ticks the choice whose words begin so, as a thumb does. */
const choose = (page: Page, words: string): Promise<void> =>
  page.getByRole('radio', { name: new RegExp(`^${words}`) }).check()

inBrowser('reporting a problem in a browser', 30_000, stage => {
  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const zh = look.locale === 'zh-CN'
    const say = (chinese: string, english: string) => (zh ? chinese : english)

    it('takes a report without an account, and shows what becomes of it', async () => {
      const page = await open(stage, look)
      await page.getByText(say('30 分内回复，2 小时内到场', 'answer within 30 min, on site within 2 h')).waitFor()
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      await shoot(page, `form-${look.width}-${zh ? 'zh' : 'en'}`)

      await page.getByRole('button', { name: say('提交', 'Send') }).click()
      expect(await page.getByText(say('请选一项。', 'Please choose one.')).count()).toBe(3)
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('room')
      await shoot(page, `missing-${look.width}-${zh ? 'zh' : 'en'}`)
      await page.getByLabel(say('哪间教室？', 'Which room?')).selectOption('r2')
      await choose(page, say('点了没反应', 'No touch'))
      await choose(page, say('不能上课', 'No answer'))
      await page.getByLabel(say('还想说的', 'Anything else')).fill('左半边点不动')
      await page.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE })
      await page.locator('.preview canvas').waitFor()
      expect(await barriers(page)).toEqual([])
      await shoot(page, `filled-${look.width}-${zh ? 'zh' : 'en'}`)
      await page.getByRole('button', { name: say('提交', 'Send') }).click()

      await page.getByText(say('收到了', 'Received')).waitFor()
      expect(await page.locator('h1').textContent()).toMatch(
        new RegExp(say('^最迟 .*\\d\\d:\\d\\d 回复您$', '^You will be answered by .*\\d\\d:\\d\\d$')),
      )
      expect(stage.stub.requests.sent).toMatchObject([
        { what: 'touch', lessonStopped: true, language: zh ? 'zh' : 'en', roomId: 'r2', text: '左半边点不动' },
      ])
      // Drawn anew in the browser: whatever was sent is a JPEG without what the camera told.
      expect(stage.stub.requests.photos.map(({ type }) => type)).toEqual(['image/jpeg'])
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      await shoot(page, `sent-${look.width}-${zh ? 'zh' : 'en'}`)
    })

    it('shows how it was solved', async () => {
      const { followed } = stage.stub.requests
      await stage.stub.requests.answer('POST', `/request-links/${LINK}/requests`, '', async () =>
        Buffer.from(JSON.stringify({ what: 'sound', lessonStopped: true, language: 'zh', roomId: 'r9' })),
      )
      const [key, request] = [...followed][0]!
      const at = new Date().toISOString()
      Object.assign(request, {
        state: 'resolved',
        steps: [...request.steps, { at, what: 'dispatched' }, { at, what: 'arrived' }, { at, what: 'resolved' }],
        clocks: request.clocks.map(clock => ({ ...clock, state: 'met', endedAt: at })),
        resolution: { at, cause: 'power', way: 'on-site', measures: '更换电源插头并固定' },
      })
      const page = await open(stage, look, `/r/${LINK}/${key}`)
      await page.getByText('更换电源插头并固定').waitFor()
      expect(await page.locator('h1').textContent()).toBe(say('已解决', 'Solved'))
      expect(await page.locator('.hist li').count()).toBe(4)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      await shoot(page, `solved-${look.width}-${zh ? 'zh' : 'en'}`)
    })
  })

  const PHONE = LOOKS[1]

  it('knows the device whose code was scanned, and what is wrong with it already', async () => {
    const { form } = stage.stub.requests
    form.device = {
      id: 'd1',
      name: 'GY-M4-01',
      room: form.rooms[0]!,
      known: { title: { zh: '触摸框断续掉线', en: 'The touch frame comes and goes' }, since: new Date().toISOString() },
    }
    const page = await open(stage, PHONE, `/r/${LINK}?d=d1`)
    await page.getByText(/我们已看到：触摸框断续掉线，\d\d:\d\d 开始/).waitFor()
    expect(await page.locator('#room').count()).toBe(0)
    await shoot(page, 'device-390-zh')
    await choose(page, '点了没反应')
    await choose(page, '能上课，或只是想问')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('收到了').waitFor()
    expect(stage.stub.requests.sent).toMatchObject([{ device: 'd1', roomId: 'r1', lessonStopped: false }])
    // Scanned again, it leads to what was sent from this telephone.
    await page.goto(`${stage.stub.url}/r/${LINK}?d=d1`)
    await page.getByRole('link', { name: 'F-30' }).click()
    await page.locator('h1', { hasText: '回复您' }).waitFor()
  })

  it('is done by keyboard alone', async () => {
    const page = await open(stage, LOOKS[0])
    await page.locator('#room').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    await page.locator('#say').focus()
    await page.keyboard.type('x')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('file')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('收到了').waitFor()
    expect(stage.stub.requests.sent).toMatchObject([{ what: 'start', lessonStopped: false, text: 'x' }])
  })

  it('keeps what was written while there is no network, and sends it once there is', async () => {
    const page = await open(stage, PHONE)
    await page.getByLabel('哪间教室？').selectOption('-')
    await choose(page, '没有声音')
    await choose(page, '不能上课')
    await page.getByLabel('还想说的').fill('一点声音也没有')
    await page.reload()
    await page.waitForSelector('h1')
    expect(await page.getByLabel('还想说的').inputValue()).toBe('一点声音也没有')
    await page.route('**/requests', route => route.abort())
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('没有网络。写的内容还在').waitFor()
    await shoot(page, 'offline-390-zh')
    await page.unroute('**/requests')
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.getByText('收到了').waitFor()
    expect(stage.stub.requests.sent).toMatchObject([{ what: 'sound', roomId: null }])
  })

  it('adds a word and a photo later, and refuses what is no photo', async () => {
    const page = await open(stage, PHONE)
    await page.getByLabel('哪间教室？').selectOption('r1')
    await choose(page, '其他')
    await choose(page, '能上课，或只是想问')
    const file = page.locator('input[type=file]')
    await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<script>') })
    await page.getByText('这张照片读不了，请换一张。').waitFor()
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('button', { name: '补充说明' }).click()
    await page.getByLabel('补充的内容').fill('还有一股味道')
    await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE })
    await page.locator('.preview canvas').waitFor()
    await shoot(page, 'more-390-zh')
    await page.getByRole('button', { name: '发出' }).click()
    await page.getByText('照片已发出。').waitFor()
    await page.locator('.kv', { hasText: '1 张' }).waitFor()
  })

  it('says that a link is gone, and that a report is not there', async () => {
    const page = await open(stage, PHONE, '/r/withdrawn')
    await page.getByText('这个报修链接已失效').waitFor()
    await shoot(page, 'gone-390-zh')
    await page.goto(`${stage.stub.url}/r/${LINK}/F-1-nothing`)
    await page.getByText('没有这张报修单').waitFor()
    expect(await barriers(page)).toEqual([])
  })

  it('stands names of the worst kind', async () => {
    const { form } = stage.stub.requests
    form.rooms = HOSTILE_NAMES.map((name, index) => ({ id: `h${index}`, name, building: name, floor: name }))
    form.site.name = HOSTILE_NAMES.at(-1)!
    form.device = { id: 'd1', name: HOSTILE_NAMES[0]!, room: form.rooms[1]!, known: null }
    for (const look of [LOOKS[0], PHONE]) {
      const page = await open(stage, look, `/r/${LINK}?d=d1`)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
    }
  })
})
