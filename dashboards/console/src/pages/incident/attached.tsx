import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import type { PhotoView, SentRequests } from '@forewarn/shared/request-api.ts'
import { REQUEST_KINDS } from '@forewarn/shared/requests.ts'

import { mayAct } from '../../data/act.ts'
import { recordAddress } from '../../data/archive-api.ts'
import { instant } from '../../data/clock.ts'
import { requestApi } from '../../data/request-api.ts'
import { useResource } from '../../data/resource.ts'
import { formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { Panel } from '../../parts/panel.tsx'

/** What people sent about an incident, its photos, and its record to print. How to reach them is for those who handle it. */
export function Attached({ incident, zone }: { incident: IncidentView; zone: string }) {
  const { id, version } = incident
  const { data: photos } = useResource(`photos ${id} ${version}`, signal => requestApi.photosOf(id, signal))
  const { data: sent } = useResource(`requests ${id} ${version}`, signal =>
    mayAct() ? requestApi.requestsOf(id, signal) : Promise.resolve<SentRequests>({ requests: [] }),
  )
  const pictures = photos?.photos ?? []
  const requests = sent?.requests ?? []
  return (
    <Panel
      order={3}
      title={t('attached.title')}
      aside={
        <a class="link" href={recordAddress(id, language())} target="_blank" rel="noopener">
          <Icon name="doc" /> {t('attached.record')}
        </a>
      }
    >
      <div class="attached">
        {requests.length === 0 && pictures.length === 0 && <p class="dim">{t('attached.none')}</p>}
        {requests.map(request => (
          <Sent key={request.at} request={request} zone={zone} />
        ))}
        {pictures.length > 0 && (
          <ul class="pictures">
            {pictures.map(photo => (
              <Picture key={photo.id} photo={photo} zone={zone} />
            ))}
          </ul>
        )}
      </div>
    </Panel>
  )
}

function Sent({ request, zone }: { request: SentRequests['requests'][number]; zone: string }) {
  const { at, what, lessonStopped, text, contact } = request
  return (
    <div class="sent">
      <p>
        <b>{REQUEST_KINDS[what][language()]}</b>
        {lessonStopped && <span> · {t('attached.stopped')}</span>}
        <time class="dim" dateTime={at}>
          {formatMoment(Date.parse(at), { zone, now: instant() })}
        </time>
      </p>
      {text !== '' && (
        <p class="name">
          <bdi>{text}</bdi>
        </p>
      )}
      {contact !== null && (
        <p class="name">
          <span class="dim">{t('attached.contact')}</span> <bdi>{contact}</bdi>
        </p>
      )}
    </div>
  )
}

function Picture({ photo: { id, width, height, at, actor }, zone }: { photo: PhotoView; zone: string }) {
  const address = `/api/v1/photos/${encodeURIComponent(id)}`
  const caption = `${formatMoment(Date.parse(at), { zone, now: instant() })} · ${actor}`
  return (
    <li>
      <a href={address} target="_blank" rel="noopener">
        <img src={address} width={width} height={height} loading="lazy" alt={t('attached.photoBy', { caption })} />
      </a>
      <small class="name">{caption}</small>
    </li>
  )
}
