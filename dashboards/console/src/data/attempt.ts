import { t } from '../i18n/i18n.ts'
import { RequestFailure } from './http.ts'

/** Either what was answered, or why nothing was done, in words. */
export type Attempted<T> = { answer: T; fault: null } | { answer: null; fault: string }

/** Tries to change something. `words` gives the page's own words for the collector's codes. */
export async function attempt<T>(
  change: () => Promise<T>,
  words: Readonly<Record<string, string>> = {},
): Promise<Attempted<T>> {
  try {
    return { answer: await change(), fault: null }
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error
    const { status, code, message } = error
    return { answer: null, fault: words[code] ?? faultOf(status, message) }
  }
}

function faultOf(status: number, message: string): string {
  if (status === 0) return t('failed.unreachable')
  if (status === 403) return t('failed.forbidden')
  return t('failed.other', { message })
}
