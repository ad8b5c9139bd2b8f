import type { RequestForm } from '@forewarn/shared/request-api.ts'
import { REQUEST_KINDS, type RequestKind } from '@forewarn/shared/requests.ts'
import type { ComponentChildren } from 'preact'

import { formatDuration } from '../../format/duration.ts'
import { formatAhead } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import type { IconName } from '../../parts/icon.tsx'

const ICONS: Record<RequestKind, IconName> = {
  touch: 'touch',
  start: 'plug',
  restarts: 'loop',
  picture: 'dev',
  sound: 'speaker',
  network: 'net',
  program: 'app',
  other: 'more',
}
const KINDS = Object.keys(REQUEST_KINDS) as RequestKind[]

interface ChoiceProps<Value> {
  value: Value | ''
  choose(value: Value): void
  isMissing: boolean
}

/** What is wrong, as large buttons. */
export function Choice({ value, choose, isMissing }: ChoiceProps<RequestKind>) {
  return (
    <fieldset class="field">
      <legend>
        <h1>{t('rq.what')}</h1>
      </legend>
      <div class="opts">
        {KINDS.map(kind => (
          <Option key={kind} name="what" checked={value === kind} choose={() => choose(kind)}>
            <Icon name={ICONS[kind]} />
            <span>{REQUEST_KINDS[kind][language()]}</span>
          </Option>
        ))}
      </div>
      <Missing is={isMissing} />
    </fieldset>
  )
}

/** Whether the lesson can go on, each with what was promised for it. */
export function Effect({ form, value, choose, isMissing }: ChoiceProps<'stopped' | 'usable'> & { form: RequestForm }) {
  return (
    <fieldset class="field">
      <legend>{t('rq.teach')}</legend>
      <div class="opts one">
        {(['stopped', 'usable'] as const).map(effect => (
          <Option key={effect} name="effect" checked={value === effect} choose={() => choose(effect)}>
            <span>
              {t(`rq.${effect}`)}
              <small>{promiseText(form, effect)}</small>
            </span>
          </Option>
        ))}
      </div>
      <Missing is={isMissing} />
    </fieldset>
  )
}

const HOURS_SHOWN_MS = 23 * 3_600_000

/** A promise of some hours is told by its length, a later one by its moment, because nights and days off lie between. */
function promiseText({ now, promised, site }: RequestForm, effect: 'stopped' | 'usable'): string {
  const { answerBy, onSiteBy, solveBy } = promised[effect]
  const at = Date.parse(now)
  const length = (due: string) => formatDuration(Date.parse(due) - at)
  const parts = [
    ...(answerBy === null ? [] : [t('rq.answerIn', { time: length(answerBy) })]),
    ...(onSiteBy === null ? [] : [t('rq.onSiteIn', { time: length(onSiteBy) })]),
  ]
  if (parts.length === 2) return t('rq.both', { a: parts[0]!, b: parts[1]! })
  if (parts.length === 1) return parts[0]!
  if (solveBy === null) return ''
  const due = Date.parse(solveBy)
  if (due - at < HOURS_SHOWN_MS) return t('rq.answerIn', { time: formatDuration(due - at) })
  return t('rq.solveBy', { time: formatAhead(due, { zone: site.timeZone, now: at }) })
}

/** The rooms of the school, by building and floor. */
export function RoomChoice({ rooms, value, choose, isMissing }: ChoiceProps<string> & { rooms: RequestForm['rooms'] }) {
  const groups = new Map<string, RequestForm['rooms']>()
  for (const room of rooms) {
    const floor = room.floor === null ? null : t('rq.floor', { floor: room.floor })
    const label = [room.building, floor].filter(part => part !== null).join(' · ')
    groups.set(label, [...(groups.get(label) ?? []), room])
  }
  const options = (list: RequestForm['rooms']) =>
    list.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ))
  return (
    <div class="field">
      <label for="room">{t('rq.room')}</label>
      <select
        id="room"
        name="room"
        value={value}
        aria-invalid={isMissing}
        onChange={event => choose(event.currentTarget.value)}
      >
        <option value="">{t('rq.chooseRoom')}</option>
        {[...groups].map(([label, list]) =>
          label === '' ? (
            options(list)
          ) : (
            <optgroup key={label} label={label}>
              {options(list)}
            </optgroup>
          ),
        )}
        <option value="-">{t('rq.elsewhere')}</option>
      </select>
      <Missing is={isMissing} />
    </div>
  )
}

interface OptionProps {
  name: string
  checked: boolean
  choose(): void
  children: ComponentChildren
}

function Option({ name, checked, choose, children }: OptionProps) {
  return (
    <label class="opt">
      <input type="radio" name={name} checked={checked} onChange={choose} />
      <span>{children}</span>
    </label>
  )
}

const Missing = ({ is }: { is: boolean }) =>
  is ? (
    <p class="fault" role="alert">
      {t('rq.missing')}
    </p>
  ) : null
