import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { overflow } from './browser.ts'
import { barriers, type Look } from './suite.ts'

/** Where to put a picture of each page that is looked at; none are taken unless it is named. */
const PICTURES = process.env['FOREWARN_PICTURES']

/** That a page of settings fits its window, is open to everybody, and has one main button at most. */
export async function isWhole(page: Page, { width, locale }: Look, name: string): Promise<void> {
  if (PICTURES !== undefined)
    await page.screenshot({ path: `${PICTURES}/${name}-${width}-${locale}.png`, fullPage: true })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  expect(await barriers(page)).toEqual([])
  expect(await page.locator('h1').count()).toBe(1)
  expect(await page.locator('.btn.pri:visible').count()).toBeLessThanOrEqual(1)
}
