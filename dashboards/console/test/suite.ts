import type { AxeResults } from 'axe-core'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { buildConsole } from '../build.ts'
import { launch, signIn, visit, whatIsMissing } from './browser.ts'
import type { Visit } from './browser.ts'
import { school } from './samples.ts'
import { createStubCollector } from './stub-collector.ts'
import type { StubCollector } from './stub-collector.ts'

/** The shapes a page is looked at in: both languages, both themes, a desk and a phone. */
export const LOOKS = [
  { width: 1280, locale: 'zh-CN', colorScheme: 'light' },
  { width: 390, locale: 'zh-CN', colorScheme: 'dark' },
  { width: 1280, locale: 'en-GB', colorScheme: 'dark' },
  { width: 390, locale: 'en-GB', colorScheme: 'light' },
] as const
export type Look = (typeof LOOKS)[number]

/** What every browser test works with: its own collector, and pages of it. */
export interface Stage {
  readonly stub: StubCollector
  /** Opens the console; the page is closed with the test, which fails by whatever went wrong on it. */
  visit(options?: BrowserContextOptions): Promise<Visit>
  /** The same, signed in. */
  enter(options?: BrowserContextOptions): Promise<Visit>
  /** The same, in one of the looks. */
  look(look: Look): Promise<Page>
}

const missing = whatIsMissing()
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A suite on the built page in a real browser; skipped by name where there is none, and a failure in CI. */
export function inBrowser(name: string, timeout: number, body: (stage: Stage) => void): void {
  it.runIf(missing !== null && process.env['CI'] === 'true')('has a browser in CI', () => expect(missing).toBeNull())

  describe.skipIf(missing !== null)(`${name}${missing === null ? '' : ` (skipped: ${missing})`}`, { timeout }, () => {
    let browser: Browser
    let dist: string
    let stub: StubCollector
    let visits: Visit[] = []

    beforeAll(async () => {
      dist = await buildConsole()
      browser = await launch()
    }, 60_000)
    afterAll(() => browser?.close())
    beforeEach(async () => {
      visits = []
      stub = await createStubCollector(dist, school(Date.now()))
    })
    afterEach(async () => {
      for (const one of visits) await one.close()
      await stub.close()
      expect(visits.flatMap(({ faults }) => faults)).toEqual([])
    })

    const stage: Stage = {
      get stub() {
        return stub
      },
      async visit(options = {}) {
        const opened = await visit(browser, stub, options)
        visits.push(opened)
        return opened
      },
      async enter(options = {}) {
        const opened = await stage.visit(options)
        await signIn(opened.page)
        return opened
      },
      async look({ width, locale, colorScheme }) {
        return (await stage.enter({ locale, colorScheme, viewport: { width, height: 900 } })).page
      },
    }
    body(stage)
  })
}

/** What stands in the way of those who cannot see or point, as axe finds it on the page as it is. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const results = await page.evaluate<AxeResults>('axe.run()')
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)
}
