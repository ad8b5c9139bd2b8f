import { t } from '../i18n/i18n.ts'
import { RequestFailure } from './http.ts'
import { me } from './session.ts'
import { tell } from './toasts.ts'

/** Whether this person may change what engineers look after; the collector checks it too. */
export const mayEngineer = (): boolean => me()?.role === 'engineer' || me()?.role === 'admin'
/** Whether this person may change what only administrators may. */
export const mayAdminister = (): boolean => me()?.role === 'admin'

/** Refusals that have words of their own here; the others say what the collector says. */
const KNOWN = ['name-taken', 'room-in-use', 'unknown-time-zone', 'conflict', 'unknown-code', 'busy'] as const
type Known = (typeof KNOWN)[number]

/** Why a change was not taken, in words. */
export function refusalText({ status, code, message }: RequestFailure): string {
  if (status === 0) return t('refused.unreachable')
  if (status === 403) return t('settings.refused.forbidden')
  if (KNOWN.includes(code as Known)) return t(`settings.refused.${code as Known}`)
  return t('refused.other', { message })
}

/** Changes something and says that it is done. Answers null then, else why it was not, in words. */
export async function trySave(work: () => Promise<unknown>, done: string): Promise<string | null> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error
    return refusalText(error)
  }
  tell('ok', done)
  return null
}

/** The same where there is no form that could say why not. Answers whether it was done. */
export async function save(work: () => Promise<unknown>, done: string): Promise<boolean> {
  const why = await trySave(work, done)
  if (why !== null) tell('late', why)
  return why === null
}
