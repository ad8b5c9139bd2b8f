import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

import { PASSWORD } from './stub-collector.ts'
import type { StubCollector } from './stub-collector.ts'

/** Fontconfig's own list; where that is not installed there is hardly a font either. */
const FONT_LIST = 'fc-list'
const EXECUTABLES = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** What this machine lacks for looking at the page, or null. Without a Chinese font every text would be boxes. */
export function whatIsMissing(): string | null {
  if (executable() === undefined) return 'no Chromium'
  try {
    return execFileSync(FONT_LIST, [':lang=zh', 'family'], { encoding: 'utf8' }).trim() === ''
      ? 'no Chinese font'
      : null
  } catch {
    return 'no Chinese font'
  }
}

const executable = () => EXECUTABLES.find(path => existsSync(path))

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executable()!,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })

/** A page and everything that went wrong on it. */
export interface Visit {
  page: Page
  /** What went wrong; a test that provokes an error names it in `expected`. */
  faults: string[]
  expected: RegExp[]
  close(): Promise<void>
}

/** Opens a page of the console and listens for errors, refused content and pop-ups. */
export async function visit(
  browser: Browser,
  stub: StubCollector,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  // So that a wait that fails says what it waited for, before the test's own deadline.
  page.setDefaultTimeout(12_000)
  const faults: string[] = []
  // The browser itself notes every answer 401; being asked to sign in is no fault.
  const expected = [/401 \(Unauthorized\)/]
  page.on('console', message => {
    const text = message.text()
    if (message.type() === 'error' && !expected.some(pattern => pattern.test(text))) faults.push(text)
  })
  page.on('pageerror', error => faults.push(error.message))
  page.on('dialog', dialog => {
    faults.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(`${stub.url}/devices`)
  return { page, faults, expected, close: () => context.close() }
}

/** Signs in by password and waits for the first page. */
export async function signIn(page: Page): Promise<void> {
  await page.fill('#user', 'admin')
  await page.fill('#password', PASSWORD)
  await page.press('#password', 'Enter')
  await page.waitForSelector('main h1')
  await page.waitForURL(url => url.pathname !== '/sign-in')
}

/** How far the page is wider than its window, px. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
