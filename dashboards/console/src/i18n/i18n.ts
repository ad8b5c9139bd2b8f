import { signal } from '@preact/signals'
import i18next from 'i18next'
import type { TFunction } from 'i18next'

import { preference } from '../data/preferences.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console'
    resources: { console: typeof zh }
  }
}

export type Language = 'zh' | 'en'

/** How each language is called in `<html lang>` and to `Intl`. */
export const LANGUAGE_TAGS: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' }

/** The first language of the list that the console speaks; Chinese where it speaks none of them. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.slice(0, 2).toLowerCase()
    if (language === 'zh' || language === 'en') return language
  }
  return 'zh'
}

const chosen = preference('language')
const current = signal<Language>('zh')

/** The language shown now. A component that reads it, or calls `t`, is drawn again when it changes. */
export const language = () => current.value

void i18next.init({
  initAsync: false,
  lng: 'zh',
  ns: 'console',
  defaultNS: 'console',
  resources: { zh: { console: zh }, en: { console: en } },
  // Values are put into text nodes and attributes by the framework, never into markup.
  interpolation: { escapeValue: false },
})

/** The text of a key in the language shown. Counts are given as `count`, already rounded. */
export const t: TFunction = new Proxy(i18next.t, {
  apply(translate, self, args: Parameters<TFunction>) {
    void current.value
    return Reflect.apply(translate, self, args)
  },
})

/** Shows another language and remembers it where `remember` says so. */
export function showLanguage(next: Language, remember: boolean): void {
  void i18next.changeLanguage(next)
  current.value = next
  if (remember) chosen.write(next)
}

/** Starts with the remembered language, else with the browser's. */
export function startLanguage(browser: readonly string[]): void {
  showLanguage(chooseLanguage([chosen.read() ?? '', ...browser]), false)
}
