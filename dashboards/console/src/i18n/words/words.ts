import type { Language } from '../i18n.ts'

/** Words for names that agents use, by that name. */
export type Words = Readonly<Record<string, Readonly<Record<Language, string>>>>
