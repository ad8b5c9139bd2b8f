import { describe, expect, it } from 'vitest'

import { isWhole } from './settings.ts'
import { inBrowser, LOOKS } from './suite.ts'

inBrowser('enrolment codes in a browser', 30_000, stage => {
  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const zh = look.locale === 'zh-CN'
    it('are whole, also with a new one', async () => {
      const page = await stage.look(look)
      await page.goto(`${stage.stub.url}/settings/codes`)
      await page.getByRole('button', { name: zh ? '新建登记码' : 'New code' }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: zh ? '新建' : 'Create' })
        .click()
      await page.getByRole('img', { name: zh ? '登记码的二维码' : 'QR code of the enrolment code' }).waitFor()
      await isWhole(page, look, 'codes')
    })
  })

  it('is made for many, copied with its commands, and revoked', async () => {
    const { page } = await stage.enter({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(`${stage.stub.url}/settings/codes`)
    await page.getByRole('button', { name: '新建登记码' }).click()
    await page.getByLabel('多台').check({ force: true })
    await page.getByLabel('有效期').selectOption('720')
    await page.keyboard.press('Tab')
    await page.getByRole('dialog').getByRole('button', { name: '新建' }).click()
    await page.getByText('只显示这一次').waitFor()
    await page.getByRole('button', { name: '复制 Windows' }).click()
    await page.getByRole('status').getByText('已复制').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^npx\.cmd .* enroll --code fw\S+\nnpx\.cmd .* run$/,
    )
    await page.getByRole('button', { name: '用好了，收起' }).click()
    const row = page.getByRole('row', { name: /多台/ })
    await row.getByText('有效').waitFor()
    await row.getByRole('button', { name: '作废' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '作废' }).click()
    await row.getByText('已作废').waitFor()
    expect(await row.getByRole('button').count()).toBe(0)
  })

  it('is refused in the form where the collector refuses', async () => {
    const { page, expected } = await stage.enter()
    expected.push(/403/)
    stage.stub.settings.handlers.set('POST /enrolment-codes', () => ({
      status: 403,
      body: { code: 'forbidden', message: 'No.' },
    }))
    await page.goto(`${stage.stub.url}/settings/codes`)
    await page.getByRole('button', { name: '新建登记码' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '新建' }).click()
    await page.getByRole('dialog').getByText('你没有这项权限').waitFor()
  })
})
