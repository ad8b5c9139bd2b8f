import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { CAUSES, type Cause, type ServiceWay } from '@forewarn/shared/incidents.ts'
import { useRef, useState } from 'preact/hooks'

import { tryTo } from '../../data/act.ts'
import { instant } from '../../data/clock.ts'
import { draftOf } from '../../data/drafts.ts'
import { formatFull, formatMoment } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import type { IconName } from '../../parts/icon.tsx'
import { Pairs } from '../../parts/pairs.tsx'
import { Panel } from '../../parts/panel.tsx'

interface Draft {
  way: ServiceWay
  cause: Cause | ''
  parts: string
  measures: string
}

const WAYS: readonly { way: ServiceWay; icon: IconName }[] = [
  { way: 'telephone', icon: 'tel' },
  { way: 'remote', icon: 'remote' },
  { way: 'on-site', icon: 'man' },
  { way: 'software-patch', icon: 'part' },
]
/** As the collector takes them. */
const LONGEST = { measures: 2000, parts: 1000 } as const

/** The handling record: how, why and what was done. Sending it resolves the incident; until then it is kept in this browser. */
export function Record({ incident, isNext }: { incident: IncidentView; isNext: boolean }) {
  const kept = draftOf<Draft>(incident.id)
  const [draft, setDraft] = useState<Draft>(() => ({
    way: 'on-site',
    cause: '',
    parts: '',
    measures: '',
    ...kept.read(),
  }))
  const [missing, setMissing] = useState<readonly string[]>([])
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    kept.write(next)
  }
  async function send(): Promise<void> {
    const { way, cause, parts, measures } = draft
    const empty = [...(cause === '' ? ['cause'] : []), ...(measures.trim() === '' ? ['measures'] : [])]
    setMissing(empty)
    if (cause === '' || empty.length > 0) {
      form.current?.querySelector<HTMLElement>(`#record-${empty[0]!}`)?.focus()
      return
    }
    setBusy(true)
    const used = parts
      .split(/[,，、;；\n]/)
      .map(part => part.trim().slice(0, 200))
      .filter(part => part !== '')
    const why = await tryTo(incident, {
      type: 'resolve',
      cause,
      measures: measures.trim(),
      parts: used.slice(0, 50),
      way,
    })
    setBusy(false)
    setFault(why)
    if (why === null) kept.drop()
  }
  const invalid = (name: string) =>
    missing.includes(name) ? { 'aria-invalid': 'true' as const, 'aria-describedby': `record-${name}-fault` } : {}

  return (
    <Panel order={4} anchor="record" title={t('record.title')} aside={t('record.kept')}>
      <form
        ref={form}
        id="record-form"
        class="pb form"
        novalidate
        onSubmit={event => {
          event.preventDefault()
          if (!busy) void send()
        }}
      >
        {fault !== null && (
          <p class="fault w" role="alert">
            <Icon name="late" />
            <span>{fault}</span>
          </p>
        )}
        <fieldset class="field w">
          <legend>{t('record.way')}</legend>
          <div class="opts">
            {WAYS.map(({ way, icon }) => (
              <label key={way} class="opt">
                <input type="radio" name="way" checked={draft.way === way} onChange={() => change({ way })} />
                <span>
                  <Icon name={icon} />
                  {t(`way.${way}`)}
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <div class="field">
          <label for="record-cause">{t('record.cause')}</label>
          <select
            id="record-cause"
            value={draft.cause}
            onChange={event => change({ cause: event.currentTarget.value as Cause | '' })}
            {...invalid('cause')}
          >
            <option value="">{t('record.choose')}</option>
            {CAUSES.map(cause => (
              <option key={cause} value={cause}>
                {t(`cause.${cause}`)}
              </option>
            ))}
          </select>
          <Missing name="cause" missing={missing} />
        </div>
        <div class="field">
          <label for="record-parts">
            {t('record.parts')} <em>{t('record.partsHint')}</em>
          </label>
          <input
            id="record-parts"
            type="text"
            maxLength={LONGEST.parts}
            value={draft.parts}
            onInput={event => change({ parts: event.currentTarget.value })}
          />
        </div>
        <div class="field w">
          <label for="record-measures">{t('record.measures')}</label>
          <textarea
            id="record-measures"
            rows={3}
            maxLength={LONGEST.measures}
            placeholder={t('record.example')}
            value={draft.measures}
            onInput={event => change({ measures: event.currentTarget.value })}
            {...invalid('measures')}
          />
          <Missing name="measures" missing={missing} />
        </div>
        <div class="w actions">
          <button type="submit" class={isNext ? 'btn not-s' : 'btn'} disabled={busy}>
            {t('act.resolve')}
          </button>
          <span class="dim">{t('record.after')}</span>
        </div>
      </form>
    </Panel>
  )
}

function Missing({ name, missing }: { name: string; missing: readonly string[] }) {
  return missing.includes(name) ? (
    <p class="fault" id={`record-${name}-fault`}>
      {t('form.missing')}
    </p>
  ) : null
}

interface ResolutionProps {
  resolution: NonNullable<IncidentView['resolution']>
  zone: string
}

/** How it was solved. */
export function Resolution({ resolution, zone }: ResolutionProps) {
  const { at, cause, measures, parts, way } = resolution
  const when = Date.parse(at)
  return (
    <Panel
      order={1}
      title={t('record.solved')}
      aside={<span title={formatFull(when, zone)}>{formatMoment(when, { zone, now: instant() })}</span>}
    >
      <div class="pb">
        <Pairs
          pairs={[
            { key: 'way', label: t('record.way'), value: t(`way.${way}`) },
            { key: 'cause', label: t('record.cause'), value: t(`cause.${cause}`) },
            { key: 'parts', label: t('record.parts'), value: parts.length === 0 ? null : parts.join(t('separator')) },
            { key: 'measures', label: t('record.measures'), value: measures === '' ? null : measures },
          ]}
        />
      </div>
    </Panel>
  )
}
