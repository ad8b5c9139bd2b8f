import type { FollowedRequest } from '@forewarn/shared/request-api.ts'
import { REQUEST_KINDS } from '@forewarn/shared/requests.ts'

import { instant } from '../../data/clock.ts'
import { requestApi } from '../../data/request-api.ts'
import { useResource } from '../../data/resource.ts'
import { formatAhead, formatFull, formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { Icon } from '../../parts/icon.tsx'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { Pairs } from '../../parts/pairs.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ServiceClock } from '../../parts/service-clock.tsx'
import { requestPath } from '../../routes.ts'
import { AddMore } from './add-more.tsx'
import { Gone } from './gone.tsx'
import { justSent } from './just-sent.ts'

const EVERY_MS = 30_000

/** What became of a request, for whoever has its address; looked at again by itself. */
export function FollowPage({ token, id }: { token: string; id: string }) {
  const { data, failure, reload } = useResource(id, signal => requestApi.follow(id, signal), EVERY_MS)
  if (data !== undefined) return <Followed token={token} request={data} reload={reload} />
  if (failure === undefined) return <Skeleton lines={8} />
  if (failure.status !== 404) return <FailureNotice failure={failure} retry={reload} />
  return <Gone title={t('rq.unknown')} hint={t('rq.unknownHint')} />
}

function Followed({ token, request, reload }: { token: string; request: FollowedRequest; reload(): void }) {
  const { key, place, state, clocks, resolution } = request
  const zone = place.timeZone
  const now = instant()
  const isNew = justSent.value?.key === key
  return (
    <div class="rq">
      <div class="answer">
        {isNew && (
          <span class="ok" role="status">
            <Icon name="ok" /> <b>{t('rq.received')}</b>
          </span>
        )}
        <h1>{headingOf(request, now)}</h1>
      </div>
      {isNew && justSent.value?.photoLost === true && (
        <p class="banner risk" role="alert">
          <Icon name="attention" />
          <span>{t('rq.photoFailed')}</span>
        </p>
      )}
      <div class="panel">
        <div class="pb">
          <Facts request={request} />
        </div>
        {clocks.length > 0 && (
          <section class="clocks" aria-label={t('rq.promises')}>
            {clocks.map(clock => (
              <ServiceClock key={clock.name} clock={clock} zone={zone} big />
            ))}
          </section>
        )}
      </div>
      {resolution !== null && (
        <Panel title={t('rq.done')} aside={formatMoment(Date.parse(resolution.at), { zone, now })}>
          <div class="pb">
            <p class="all">
              <bdi>{resolution.measures}</bdi>
            </p>
            <p class="dim">
              {t(`cause.${resolution.cause}`)} · {t(`way.${resolution.way}`)}
            </p>
          </div>
        </Panel>
      )}
      <Steps request={request} now={now} />
      {state !== 'closed' && <AddMore requestKey={key} added={reload} />}
      <p class="dim">{t('rq.keep')}</p>
      <a class="link" href={requestPath(token)}>
        {t('rq.again')}
      </a>
    </div>
  )
}

function Facts({ request }: { request: FollowedRequest }) {
  const { number, place, what, text, sentAt, grade, state, photos } = request
  const gradeText = (
    <span class="ttl">
      <GradeTag grade={grade} />
      {state === 'suspected' && <span class="dim">{t('rq.suspected')}</span>}
    </span>
  )
  const sent = formatFull(Date.parse(sentAt), place.timeZone).slice(0, -3)
  return (
    <Pairs
      pairs={[
        { key: 'number', label: t('rq.number'), value: number },
        {
          key: 'where',
          label: t('rq.where'),
          value: [place.site, place.spot].filter(part => part !== null).join(' · '),
        },
        { key: 'problem', label: t('rq.problem'), value: REQUEST_KINDS[what][language()] },
        { key: 'text', label: t('rq.said'), value: text === '' ? null : text },
        { key: 'sent', label: t('rq.sentAt'), value: sent },
        { key: 'grade', label: t('rq.grade'), value: gradeText },
        { key: 'photos', label: t('rq.photos'), value: photos === 0 ? null : t('rq.photosCount', { n: photos }) },
      ]}
    />
  )
}

const newestFirst = <T,>(list: readonly T[]): T[] => list.map((_, index) => list[list.length - 1 - index]!)

/** What has happened, newest first. */
function Steps({ request: { steps, place }, now }: { request: FollowedRequest; now: number }) {
  const zone = place.timeZone
  return (
    <Panel title={t('rq.steps')}>
      <ol class="hist">
        {newestFirst(steps).map(({ at, what }, index) => (
          <li key={steps.length - index} class={index === 0 ? 'p' : ''}>
            <div>{t(`rq.step.${what}`)}</div>
            <time dateTime={at} title={formatFull(Date.parse(at), zone)}>
              {formatMoment(Date.parse(at), { zone, now })}
            </time>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** The page's answer in one sentence: who is to do what by when. */
function headingOf({ state, clocks, place }: FollowedRequest, now: number): string {
  const zone = place.timeZone
  const running = (name: string) => clocks.find(clock => clock.name === name && clock.endedAt === null)
  const time = (due: string) => formatAhead(Date.parse(due), { zone, now })
  switch (state) {
    case 'suspected':
    case 'open': {
      const answer = running('answer') ?? running('solve')
      if (answer === undefined) return t('rq.heading.waitingNoTime')
      if (Date.parse(answer.due) < now) return t('rq.heading.late')
      return t('rq.heading.waiting', { time: time(answer.due) })
    }
    case 'acknowledged':
    case 'in-progress': {
      const onSite = running('on-site')
      if (onSite !== undefined && Date.parse(onSite.due) > now)
        return t('rq.heading.onTheWay', { time: time(onSite.due) })
      return t(state === 'acknowledged' ? 'rq.heading.taken' : 'rq.heading.working')
    }
    case 'resolved':
    case 'verified':
      return t('rq.heading.solved')
    case 'closed':
      return t('rq.heading.closed')
  }
}
