import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { en } from './en.ts'
import { chooseLanguage } from './i18n.ts'
import { zh } from './zh.ts'

/** Every text by its path, the number form left out. */
function texts(node: object, path = ''): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [key, value] of Object.entries(node) as [string, string | object][]) {
    const at = `${path}${key}`
    if (typeof value === 'object') for (const entry of texts(value, `${at}.`)) found.set(...entry)
    else {
      const stem = at.replace(/_(one|other)$/, '')
      found.set(stem, [...(found.get(stem) ?? []), value])
    }
  }
  return found
}
/** The console's own sources as one text, without tests and without the texts themselves. */
function sources(): string {
  const folder = join(import.meta.dirname, '..')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/\.test\.ts$|i18n\/(\w+\/)?(zh|en)\.ts$/.test(name))
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}
const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]!).sort()

describe('texts', () => {
  const [chinese, english] = [texts(zh), texts(en)]
  it('are the same in both languages', () => expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort()))
  it('take the same values in both languages', () => {
    for (const [key, [text]] of chinese)
      for (const other of english.get(key)!) expect(gaps(other), key).toEqual(gaps(text!))
  })
  it('are all in use', () => {
    const source = sources()
    const families = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map(match => match[1]!)
    const unused = [...chinese.keys()].filter(
      key => !source.includes(`'${key}'`) && !families.some(family => key.startsWith(family)),
    )
    expect(unused).toEqual([])
  })
  it('are Chinese in Chinese: full-width punctuation, no exclamation marks', () => {
    for (const [key, [text]] of chinese) expect(text, key).not.toMatch(/[\u4e00-\u9fff][,;:!?]|！|您好/)
  })
})

describe('the first language', () => {
  it('is the first of the browser’s that the console speaks, else Chinese', () => {
    expect(chooseLanguage(['de-DE', 'en-US', 'zh-CN'])).toBe('en')
    expect(chooseLanguage(['zh-TW', 'en'])).toBe('zh')
    expect(chooseLanguage(['de'])).toBe('zh')
    expect(chooseLanguage(['', 'en'])).toBe('en')
  })
})
