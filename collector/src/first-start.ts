import { existsSync, readFileSync } from 'node:fs'

import type { Clock } from '@forewarn/shared/clock.ts'

import { dataPaths, writePrivate } from './data-folder.ts'
import { TOKEN_PREFIX } from './http/access.ts'
import type { Passwords } from './http/passwords.ts'
import { ADMIN_USER } from './http/routes/session.ts'
import { systemTimeZone } from './http/routes/sites.ts'
import { hashSecret, newSecret } from './http/secrets.ts'
import { newPassword } from './http/user-rules.ts'
import type { StoreClient } from './store/client.ts'

const FIRST_SITE = '我的学校 My school'

/**
 * Sees to it that somebody can come in: the administrator, a token for the command line, a site to enrol devices into. What
 * exists stays as it is. Answers the administrator's password when it was created now: it is kept nowhere else.
 */
export async function prepareAccess(options: {
  store: StoreClient
  clock: Clock
  passwords: Passwords
  dataFolder: string
}): Promise<{ password: string | null }> {
  const { store, clock, passwords, dataFolder } = options
  let password: string | null = null
  if ((await store.people.countUsers()) === 0) {
    password = newPassword()
    const passwordHash = await passwords.hash(password)
    await store.people.createUser({ name: ADMIN_USER, role: 'admin', passwordHash }, clock.now())
  }
  if ((await store.places.listSites()).length === 0)
    await store.places.createSite({ name: FIRST_SITE, timeZone: systemTimeZone() }, clock.now())

  const file = dataPaths(dataFolder).token
  const known = existsSync(file) ? await store.people.findToken(hashSecret(readFileSync(file, 'utf8').trim())) : null
  if (known?.role !== 'admin') {
    const token = newSecret(TOKEN_PREFIX)
    await store.people.createToken({ name: 'command line', role: 'admin', tokenHash: hashSecret(token) }, clock.now())
    writePrivate(file, `${token}\n`)
  }
  return { password }
}
