import type { RequestForm, RequestInput } from '@forewarn/shared/request-api.ts'
import { REQUEST_KINDS, REQUEST_TEXT, type RequestKind } from '@forewarn/shared/requests.ts'
import { useLocation } from 'preact-iso/router'
import { useEffect, useRef, useState } from 'preact/hooks'

import { draftOf } from '../../data/drafts.ts'
import { RequestFailure } from '../../data/http.ts'
import { requestApi } from '../../data/request-api.ts'
import { sentHere } from '../../data/sent-requests.ts'
import { formatDuration } from '../../format/duration.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { PhotoField } from '../../parts/photo-field.tsx'
import { requestPath } from '../../routes.ts'
import { Choice, Effect, RoomChoice } from './choices.tsx'
import { justSent } from './just-sent.ts'

interface Draft {
  room: string
  what: RequestKind | ''
  effect: 'stopped' | 'usable' | ''
  text: string
  contact: string
}

const EMPTY: Draft = { room: '', what: '', effect: '', text: '', contact: '' }
/** How often what could not be sent is tried again while the page is open. */
const AGAIN_MS = 15_000

/** The form itself: what was begun is kept on this telephone, and what cannot be sent now is sent as soon as it can. */
export function RequestFormView({ token, form }: { token: string; form: RequestForm }) {
  const { route } = useLocation()
  const kept = draftOf<Draft>(`request.${token}`)
  const [draft, setDraft] = useState<Draft>(() => ({ ...EMPTY, ...kept.read() }))
  const [photo, setPhoto] = useState<Blob | null>(null)
  const [missing, setMissing] = useState<readonly string[]>([])
  const [state, setState] = useState<'writing' | 'sending' | 'waiting'>('writing')
  const [fault, setFault] = useState<string | null>(null)
  const element = useRef<HTMLFormElement>(null)
  const asksRoom = form.device?.room == null && form.rooms.length > 0

  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part }
    setDraft(next)
    kept.write(next)
    setMissing(missing.filter(name => !(name in part)))
  }

  async function send(): Promise<void> {
    const faults = [
      ...(asksRoom && draft.room === '' ? ['room'] : []),
      ...(draft.what === '' ? ['what'] : []),
      ...(draft.effect === '' ? ['effect'] : []),
    ]
    setMissing(faults)
    setFault(null)
    if (faults.length > 0) {
      element.current?.querySelector<HTMLElement>(`[name="${faults[0]!}"]`)?.focus()
      return
    }
    setState('sending')
    try {
      const sent = await requestApi.file(token, inputOf(draft, form))
      kept.drop()
      sentHere(token).add(sent)
      justSent.value = { key: sent.key, photoLost: photo !== null && !(await hasArrived(sent.key, photo)) }
      route(requestPath(token, sent.key))
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      setState(error.status === 0 ? 'waiting' : 'writing')
      setFault(faultText(error))
    }
  }

  useEffect(() => {
    if (state !== 'waiting') return
    const again = () => void send()
    const timer = setTimeout(again, AGAIN_MS)
    addEventListener('online', again)
    return () => {
      clearTimeout(timer)
      removeEventListener('online', again)
    }
  }, [state])

  return (
    <form
      ref={element}
      class="rq"
      novalidate
      onSubmit={event => {
        event.preventDefault()
        if (state !== 'sending') void send()
      }}
    >
      {asksRoom && (
        <RoomChoice
          rooms={form.rooms}
          value={draft.room}
          choose={room => change({ room })}
          isMissing={missing.includes('room')}
        />
      )}
      <Choice value={draft.what} choose={what => change({ what })} isMissing={missing.includes('what')} />
      <Effect
        form={form}
        value={draft.effect}
        choose={effect => change({ effect })}
        isMissing={missing.includes('effect')}
      />
      <div class="field">
        <label for="say">
          {t('rq.say')} <em>{t('rq.optional')}</em>
        </label>
        <textarea
          id="say"
          rows={3}
          maxLength={REQUEST_TEXT.text}
          placeholder={t('rq.sayExample')}
          value={draft.text}
          onInput={event => change({ text: event.currentTarget.value })}
        />
      </div>
      <PhotoField take={setPhoto} />
      <div class="field">
        <label for="reach">
          {t('rq.contact')} <em>{t('rq.optional')}</em>
        </label>
        <input
          id="reach"
          type="text"
          maxLength={REQUEST_TEXT.contact}
          autocomplete="off"
          placeholder={t('rq.contactExample')}
          value={draft.contact}
          onInput={event => change({ contact: event.currentTarget.value })}
        />
      </div>
      <div class="send">
        {fault !== null && (
          <p class="fault" role="alert">
            <Icon name={state === 'waiting' ? 'clock' : 'late'} />
            <span>{fault}</span>
          </p>
        )}
        <button type="submit" class="btn pri" disabled={state === 'sending'}>
          {t(state === 'sending' ? 'rq.sending' : 'rq.submit')}
        </button>
        <p class="dim">{t('rq.note')}</p>
      </div>
    </form>
  )
}

/** Sends a photo once. The report itself has arrived, so a photo that was lost is said and not tried for ever. */
async function hasArrived(key: string, photo: Blob): Promise<boolean> {
  try {
    await requestApi.photo(key, photo)
    return true
  } catch (error) {
    if (error instanceof RequestFailure) return false
    throw error
  }
}

function inputOf({ room, what, effect, text, contact }: Draft, { device, rooms }: RequestForm): RequestInput {
  return {
    what: Object.hasOwn(REQUEST_KINDS, what) ? (what as RequestKind) : 'other',
    lessonStopped: effect === 'stopped',
    language: language(),
    roomId: device?.room?.id ?? (rooms.some(({ id }) => id === room) ? room : null),
    device: device?.id ?? null,
    text: text.trim(),
    contact: contact.trim(),
  }
}

function faultText({ status, retryAfterMs, message }: RequestFailure): string {
  if (status === 0) return t('rq.waiting')
  if (status === 404) return t('rq.linkGone')
  if (status === 429) return t('rq.tooMany', { time: formatDuration(retryAfterMs ?? 60_000) })
  return t('rq.failed', { message })
}
