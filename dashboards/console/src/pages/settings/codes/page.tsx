import type { EnrolmentCodeCreated, EnrolmentCodeInfo } from '@forewarn/shared/api.ts'
import { useState } from 'preact/hooks'

import { now } from '../../../data/clock.ts'
import { useResource } from '../../../data/resource.ts'
import { trySave } from '../../../data/save.ts'
import { settingsApi } from '../../../data/settings-api.ts'
import { siteOf, siteZone } from '../../../data/sites.ts'
import { formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { codeState, inCodeOrder, type CodeState } from '../../../model/codes.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { Icon, type IconName } from '../../../parts/icon.tsx'
import { Notice } from '../../../parts/notices.tsx'
import { FormSheet } from '../parts/form-sheet.tsx'
import { Frame, Pending } from '../parts/frame.tsx'
import { CodeForm } from './code-form.tsx'
import { NewCode } from './new-code.tsx'

const LOOKS: Record<CodeState, { icon: IconName; tone: string }> = {
  open: { icon: 'ok', tone: 'ok' },
  used: { icon: 'c-met', tone: 'off' },
  expired: { icon: 'clock', tone: 'off' },
  revoked: { icon: 'lost', tone: 'off' },
}

/** The codes by which computers enrol: which still let somebody in, and a new one with what is typed on the other computer. */
export function CodesPage() {
  const read = useResource('codes', settingsApi.codes)
  const [isCreating, create] = useState(false)
  const [fresh, show] = useState<EnrolmentCodeCreated | null>(null)
  const [revoked, revoke] = useState<EnrolmentCodeInfo | null>(null)
  const at = now()
  const codes = read.data?.codes
  return (
    <Frame
      title={t('settings.codes.title')}
      lead={t('settings.codes.lead')}
      actions={
        <button type="button" class={`btn ${fresh === null ? 'pri' : ''}`} onClick={() => create(true)}>
          {t('settings.codes.create')}
        </button>
      }
    >
      {fresh !== null && <NewCode code={fresh} done={() => show(null)} />}
      {codes === undefined ? (
        <Pending resource={read} />
      ) : codes.length === 0 ? (
        <section class="panel">
          <Notice icon="key" title={t('settings.codes.none')} />
        </section>
      ) : (
        <section class="panel" aria-label={t('settings.codes.title')}>
          <DataTable<EnrolmentCodeInfo>
            label={t('settings.codes.title')}
            rows={inCodeOrder(codes, at)}
            keyOf={({ id }) => id}
            columns={[
              {
                key: 'site',
                head: t('settings.codes.site'),
                cell: ({ siteId }) => <bdi class="name">{siteOf(siteId)?.name ?? siteId}</bdi>,
              },
              {
                key: 'state',
                head: t('settings.codes.stateHead'),
                cell: code => {
                  const state = codeState(code, at)
                  return (
                    <span class="mark">
                      <Icon name={LOOKS[state].icon} tone={LOOKS[state].tone} />
                      {t(`settings.codes.state.${state}`)}
                    </span>
                  )
                },
              },
              {
                key: 'uses',
                head: t('settings.codes.uses'),
                cell: ({ uses, used }) => (
                  <>
                    {t(`settings.codes.use.${uses}`)}
                    <small>{t('settings.codes.used', { count: used })}</small>
                  </>
                ),
              },
              {
                key: 'created',
                head: t('settings.codes.createdAt'),
                cell: code => moment(code.createdAt, code.siteId, at),
              },
              {
                key: 'expires',
                head: t('settings.codes.expires'),
                cell: code => moment(code.expiresAt, code.siteId, at),
              },
              {
                key: 'do',
                head: t('settings.form.what'),
                figures: true,
                place: 'whole',
                cell: code =>
                  codeState(code, at) !== 'open' ? null : (
                    <button type="button" class="btn sm" onClick={() => revoke(code)}>
                      {t('settings.codes.revoke')}
                      <span class="sr"> {code.id}</span>
                    </button>
                  ),
              },
            ]}
          />
        </section>
      )}
      {isCreating && (
        <CodeForm
          close={() => create(false)}
          created={code => {
            show(code)
            read.reload()
          }}
        />
      )}
      {revoked !== null && (
        <FormSheet
          title={t('settings.codes.revoke')}
          hint={t('settings.codes.revokeHint')}
          action={t('settings.codes.revoke')}
          close={() => revoke(null)}
          send={async () => {
            const why = await trySave(() => settingsApi.revokeCode(revoked.id), t('settings.codes.revoked'))
            read.reload()
            return why
          }}
        />
      )}
    </Frame>
  )
}

const moment = (time: string, site: string, at: number) =>
  formatMoment(Date.parse(time), { zone: siteZone(site), now: at })
