import { DEVICE_ROLES, type SiteWatchList } from '@forewarn/shared/api.ts'
import { PERIPHERAL_KINDS } from '@forewarn/shared/protocol.ts'
import fc from 'fast-check'

/* For tests: watch lists as people may write them, with names that are hard on parsers. */

const AWKWARD = [
  'yes',
  'null',
  '0x10',
  '1.5',
  '~',
  '# no',
  'a: b',
  '- x',
  "'",
  '"',
  '{',
  '白板 教学',
  '!!str',
  '🎓',
  '=',
  '%',
]
const name = () =>
  fc.oneof(
    fc.constantFrom(...AWKWARD),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter(text => text.trim() !== '' && text.isWellFormed()),
  )
const fileName = () => name().map(text => text.replaceAll(/[/\\]/g, '_'))
const roles = () => fc.uniqueArray(fc.constantFrom(...DEVICE_ROLES), { maxLength: 4 })
const host = () =>
  fc.oneof(
    fc.domain().filter(text => text.length < 250),
    fc.ipV4(),
    fc.constantFrom('a', 'fe80::1', '10', '1e3', '0x1f'),
  )
const distinct = <T extends { name: string }>(entry: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(entry, { maxLength, selector: one => one.name })

export function anyWatchList(): fc.Arbitrary<SiteWatchList> {
  return fc.record({
    watchedPrograms: distinct(
      fc.record({ name: name(), executables: fc.array(fileName(), { minLength: 1, maxLength: 4 }), roles: roles() }),
      8,
    ),
    requiredPeripherals: distinct(
      fc.record({
        name: name(),
        kind: fc.constantFrom(...PERIPHERAL_KINDS),
        usbId: fc.option(fc.stringMatching(/^[0-9a-f]{4}:[0-9a-f]{4}$/)),
        roles: roles(),
      }),
      8,
    ),
    peers: distinct(
      fc.record({ name: name(), host: host(), port: fc.integer({ min: 1, max: 65_535 }), roles: roles() }),
      8,
    ),
  })
}
