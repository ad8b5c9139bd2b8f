import { t } from '../../../i18n/i18n.ts'

/** The page's words for why the collector refuses a change of users. */
export const userFaults = (): Record<string, string> => ({
  'name-taken': t('users.nameTaken'),
  'invalid-name': t('users.nameInvalid'),
  'last-admin': t('users.lastAdmin'),
})
