import type { RequestForm } from '@forewarn/shared/request-api.ts'
import { useState } from 'preact/hooks'

import { instant } from '../../data/clock.ts'
import type { RequestFailure } from '../../data/http.ts'
import { requestApi } from '../../data/request-api.ts'
import { useResource } from '../../data/resource.ts'
import { sentHere } from '../../data/sent-requests.ts'
import { formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { requestPath } from '../../routes.ts'
import { RequestFormView } from './form.tsx'
import { Gone } from './gone.tsx'

/** The form behind a link, once it is known whose link it is. */
export function FormPage({ token, device }: { token: string; device: string | null }) {
  const { data, failure, reload } = useResource(`${token} ${device ?? ''}`, signal =>
    requestApi.form(token, device, signal),
  )
  const [earlier] = useState(() => sentHere(token).list())
  if (data === undefined)
    return failure === undefined ? <Skeleton lines={8} /> : <NoForm failure={failure} retry={reload} />
  return (
    <>
      <div class="intro">
        <Spot form={data} />
        {earlier.length > 0 && (
          <nav class="earlier" aria-label={t('rq.earlier')}>
            <span class="dim">{t('rq.earlier')}</span>
            {earlier.map(({ key, number }) => (
              <a key={key} class="link" href={requestPath(token, key)}>
                {number}
              </a>
            ))}
          </nav>
        )}
      </div>
      <RequestFormView token={token} form={data} />
    </>
  )
}

/** Whose board it is, and what is known to be wrong with it. */
function Spot({ form: { site, device } }: { form: RequestForm }) {
  const known = device?.known ?? null
  return (
    <>
      <div class="panel dev">
        <div>
          <b class="name">{device?.room?.name ?? device?.name ?? site.name}</b>
          {device !== null && <div class="dim name">{placeText(site.name, device.room)}</div>}
        </div>
        {device !== null && device.room !== null && <span class="dim name">{device.name}</span>}
      </div>
      {known !== null && (
        <p class="banner risk">
          <Icon name="attention" />
          <span>
            {t('rq.known', {
              title: known.title[language()],
              time: formatMoment(Date.parse(known.since), { zone: site.timeZone, now: instant() }),
            })}
          </span>
        </p>
      )}
    </>
  )
}

function NoForm({ failure, retry }: { failure: RequestFailure; retry(): void }) {
  if (failure.status !== 404) return <FailureNotice failure={failure} retry={retry} />
  return <Gone title={t('rq.linkGone')} hint={t('rq.linkGoneHint')} />
}

function placeText(site: string, room: { building: string | null; floor: string | null } | null): string {
  const where = [room?.building ?? null, room?.floor == null ? null : t('rq.floor', { floor: room.floor })]
  const spot = where.filter(part => part !== null).join(' ')
  return spot === '' ? site : `${site} · ${spot}`
}
