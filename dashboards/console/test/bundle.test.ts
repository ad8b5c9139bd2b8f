import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildConsole } from '../build.ts'

/** What the page with all its parts may weigh on the wire, bytes: little more than half of what is promised for its landing page. */
const WEIGHT_LIMIT = 200_000
/** Calls that came with a browser newer than Chromium 109. */
const TOO_NEW =
  /\.toSorted\(|\.toReversed\(|\.toSpliced\(|AbortSignal\.any|Object\.groupBy|Map\.groupBy|Array\.fromAsync|withResolvers|URL\.canParse/

describe('the built page', () => {
  const files = new Map<string, string>()

  beforeAll(async () => {
    const dist = await buildConsole()
    for (const name of await readdir(dist, { recursive: true }))
      if (/\.\w+$/.test(name)) files.set(name, await readFile(join(dist, name), 'utf8'))
  }, 60_000)

  it('weighs little where it opens', () => {
    // Pages that are loaded apart weigh on those who go there alone; what they share with the others, the page names itself.
    const page = files.get('index.html')!
    const landing = [...files].filter(([name]) => name === 'index.html' || name.endsWith('.svg') || page.includes(name))
    expect(landing.length).toBeGreaterThan(3)
    const weight = landing.reduce((sum, [, text]) => sum + gzipSync(text).length, 0)
    expect(weight).toBeLessThan(WEIGHT_LIMIT)
  })
  it('carries a hash of its content in the name of every asset', () => {
    const assets = [...files.keys()].filter(name => name !== 'index.html')
    expect(assets.length).toBeGreaterThan(2)
    for (const name of assets) expect(name).toMatch(/^assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/)
  })
  it('has neither inline scripts nor inline styles', () => {
    const page = files.get('index.html')!
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
    expect(page).toContain('blocking="render"')
  })
  it('asks for nothing newer than Chromium 109', () => {
    for (const [name, text] of files) if (name.endsWith('.js')) expect(TOO_NEW.exec(text)?.[0], name).toBeUndefined()
  })
})
