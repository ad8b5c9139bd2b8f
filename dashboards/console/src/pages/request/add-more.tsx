import { REQUEST_TEXT } from '@forewarn/shared/requests.ts'
import { useState } from 'preact/hooks'

import { RequestFailure } from '../../data/http.ts'
import { requestApi } from '../../data/request-api.ts'
import { formatDuration } from '../../format/duration.ts'
import { t } from '../../i18n/i18n.ts'
import { PhotoField } from '../../parts/photo-field.tsx'

/** A word or a photo more, behind one button. */
export function AddMore({ requestKey, added }: { requestKey: string; added(): void }) {
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [photo, setPhoto] = useState<Blob | null>(null)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ tone: 'ok' | 'fault'; text: string } | null>(null)

  async function send(): Promise<void> {
    setBusy(true)
    setSaid(null)
    try {
      if (text.trim() !== '') await requestApi.note(requestKey, text.trim())
      setText('')
      if (photo !== null) await requestApi.photo(requestKey, photo)
      setSaid({ tone: 'ok', text: t(photo === null ? 'rq.added' : 'rq.photoAdded') })
      setPhoto(null)
      setOpen(false)
      added()
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      setSaid({ tone: 'fault', text: faultText(error) })
    }
    setBusy(false)
  }

  return (
    <>
      {said !== null && (
        <p class={said.tone} role={said.tone === 'ok' ? 'status' : 'alert'}>
          {said.text}
        </p>
      )}
      {isOpen ? (
        <form
          class="rq"
          onSubmit={event => {
            event.preventDefault()
            if (!busy && (text.trim() !== '' || photo !== null)) void send()
          }}
        >
          <div class="field">
            <label for="more">{t('rq.addText')}</label>
            <textarea
              id="more"
              rows={3}
              maxLength={REQUEST_TEXT.text}
              value={text}
              onInput={event => setText(event.currentTarget.value)}
            />
          </div>
          <PhotoField take={setPhoto} />
          <button type="submit" class="btn pri" disabled={busy}>
            {t('rq.send')}
          </button>
        </form>
      ) : (
        <button type="button" class="btn" onClick={() => setOpen(true)}>
          {t('rq.addMore')}
        </button>
      )}
    </>
  )
}

function faultText({ status, retryAfterMs, message }: RequestFailure): string {
  if (status === 0) return t('failure.unreachable')
  if (status === 429) return t('rq.tooMany', { time: formatDuration(retryAfterMs ?? 60_000) })
  return t('rq.failed', { message })
}
