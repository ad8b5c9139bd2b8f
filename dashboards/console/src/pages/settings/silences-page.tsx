import type { IncidentView, SilenceList } from '@forewarn/shared/incident-api.ts'

import { actOn, mayAct } from '../../data/act.ts'
import { now } from '../../data/clock.ts'
import { readDevices } from '../../data/console.ts'
import { useResource } from '../../data/resource.ts'
import { settingsApi } from '../../data/settings-api.ts'
import { siteZone } from '../../data/sites.ts'
import { formatAhead } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { incidentTitle, placeOf } from '../../model/incident-words.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { Notice } from '../../parts/notices.tsx'
import { incidentPath } from '../../routes.ts'
import { Frame, Pending } from './parts/frame.tsx'

type Silence = SilenceList['silences'][number]
/** Silences end by themselves, and others end them. */
const EVERY_MS = 60_000

/** The incidents nobody is reminded of now, and a way to end each silence. */
export function SilencesPage() {
  const read = useResource('silences', settingsApi.silences, EVERY_MS)
  // A place is called by its device.
  useResource('devices', readDevices)
  const at = now()
  const silences = read.data?.silences.filter(({ until }) => Date.parse(until) > at)

  async function end(incident: IncidentView): Promise<void> {
    await actOn(incident, { type: 'unsilence' })
    // Also where it was refused: somebody else may have been first.
    read.reload()
  }
  return (
    <Frame title={t('settings.silences.title')} lead={t('settings.silences.lead')}>
      {silences === undefined ? (
        <Pending resource={read} />
      ) : (
        <section class="panel" aria-label={t('settings.silences.title')}>
          {silences.length === 0 ? (
            <Notice icon="mute" title={t('settings.silences.none')}>
              <span>{t('settings.silences.noneHint')}</span>
            </Notice>
          ) : (
            <DataTable<Silence>
              label={t('settings.silences.title')}
              rows={silences}
              keyOf={({ incident }) => incident.id}
              columns={[
                {
                  key: 'incident',
                  head: t('settings.silences.incident'),
                  cell: ({ incident }) => (
                    <>
                      <a class="link" href={incidentPath(incident.id)}>
                        <bdi class="name">{incidentTitle(incident)}</bdi>
                      </a>
                      <small>
                        <bdi class="name">{placeOf(incident).spot}</bdi>
                      </small>
                    </>
                  ),
                },
                {
                  key: 'grade',
                  head: t('settings.silences.grade'),
                  place: 'beside',
                  cell: ({ incident }) => <GradeTag grade={incident.grade} />,
                },
                {
                  key: 'until',
                  head: t('settings.silences.until'),
                  cell: ({ until, incident }) =>
                    formatAhead(Date.parse(until), { zone: siteZone(incident.siteId), now: at }),
                },
                { key: 'by', head: t('settings.silences.by'), cell: ({ by }) => by && <bdi class="name">{by}</bdi> },
                {
                  key: 'why',
                  head: t('settings.silences.why'),
                  place: 'whole',
                  cell: ({ why }) => (why === '' ? null : <bdi class="name">{why}</bdi>),
                },
                {
                  key: 'do',
                  head: t('settings.form.what'),
                  figures: true,
                  place: 'whole',
                  cell: ({ incident }) =>
                    mayAct() ? (
                      <button type="button" class="btn sm" onClick={() => void end(incident)}>
                        {t('act.unsilence')}
                        <span class="sr"> {incident.id}</span>
                      </button>
                    ) : null,
                },
              ]}
            />
          )}
        </section>
      )}
    </Frame>
  )
}
