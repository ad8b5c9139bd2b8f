import { t } from '../i18n/i18n.ts'
import { RequestFailure } from './http.ts'
import { requestApi } from './request-api.ts'

/** Photos that have arrived, by what was sent: a note that was refused and is sent again does not bring its photo twice. */
const arrived = new WeakMap<Blob, string>()

/** Sends a photo to an incident where there is one; answers its id, or why it could not be sent, in words. */
export async function uploadPhoto(
  incident: string,
  photo: Blob | null,
): Promise<{ id: string | null; fault: string | null }> {
  if (photo === null) return { id: null, fault: null }
  const known = arrived.get(photo)
  if (known !== undefined) return { id: known, fault: null }
  try {
    const { id } = await requestApi.addPhoto(incident, photo)
    arrived.set(photo, id)
    return { id, fault: null }
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error
    return {
      id: null,
      fault: error.status === 0 ? t('refused.unreachable') : t('refused.other', { message: error.message }),
    }
  }
}
