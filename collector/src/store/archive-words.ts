/*
 * How texts are cut into words for the archive's index. Chinese has no spaces between words, so every character of it is a word of its own
 * and a search for several is one for their sequence; so one character finds, too.
 */

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/** A text as it goes into the index. */
export const toWords = (text: string): string => text.replaceAll(IDEOGRAPH, ' $& ')

/** The most terms of one search; what is beyond narrows nothing any more. */
const MOST_TERMS = 8

/**
 * What a person typed as an FTS5 expression: every term must occur, the last word of a term may be only begun. Null where there is nothing
 * to search for. Everything is quoted, so no character of it is an operator.
 */
export function toMatch(typed: string): string | null {
  const terms = typed.split(/\s+/u).filter(term => /[\p{L}\p{N}]/u.test(term))
  if (terms.length === 0) return null
  return terms
    .slice(0, MOST_TERMS)
    .map(term => {
      const words = toWords(term).replaceAll(/["\0]/g, ' ').trim()
      const begun = /[\p{L}\p{N}]$/u.test(words) && !IDEOGRAPH_END.test(words) ? '*' : ''
      return `"${words}"${begun}`
    })
    .join(' AND ')
}

const IDEOGRAPH_END = new RegExp(`${IDEOGRAPH.source}$`, 'u')
