import fc from 'fast-check'

/** The system's files are read byte by byte. */
const BYTE = fc.nat(255).map(code => String.fromCharCode(code))

/** Text as a broken driver or a hostile file system may show it: anything at all, or the format's own words in any order. */
export function hostileText(...words: string[]): fc.Arbitrary<string> {
  const common = [
    ' ',
    '\n',
    ':',
    '-',
    ',',
    '=',
    '0',
    '1',
    '-5',
    '4294967296',
    '99999999999999999999',
    'NaN',
    '\\999',
    '/',
  ]
  return fc.oneof(
    fc.string({ unit: BYTE, maxLength: 100 }),
    fc.array(fc.constantFrom(...words, ...common), { maxLength: 40 }).map(parts => parts.join('')),
    fc.array(fc.constantFrom(...words, ...common), { maxLength: 40 }).map(parts => parts.join(' ')),
  )
}
