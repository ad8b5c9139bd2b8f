import { expect, test } from 'vitest'

import { createPasswords, PasswordsBusyError } from './passwords.ts'

test('a password fits its own hash and no other, and equal passwords have different hashes', async () => {
  const passwords = createPasswords()
  const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(one).not.toBe(two)
  expect(await passwords.verify('correct horse', one)).toBe(true)
  expect(await passwords.verify('correct horsf', one)).toBe(false)
})

test('without a hash nothing fits, the empty password included', async () => {
  const passwords = createPasswords()
  expect(await passwords.verify('', null)).toBe(false)
  expect(await passwords.verify('anything', null)).toBe(false)
})

test('a hash with parameters of another version is an error, never a match', async () => {
  await expect(createPasswords().verify('x', '$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA')).rejects.toThrow('parameters')
})

test('a flood is refused instead of taking all memory, and those admitted get their answer', async () => {
  const passwords = createPasswords()
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify('x', null)))
  const refused = outcomes.filter(one => one.status === 'rejected')
  expect(refused).toHaveLength(6)
  for (const { reason } of refused) expect(reason).toBeInstanceOf(PasswordsBusyError)
  expect(await passwords.verify('x', null)).toBe(false)
})
