import type { ClockView } from '@forewarn/shared/incident-api.ts'
import type { ClockState } from '@forewarn/shared/incidents.ts'
import { useComputed } from '@preact/signals'

import { now } from '../data/clock.ts'
import { formatExact, formatLeft, formatShort } from '../format/countdown.ts'
import { formatDuration } from '../format/duration.ts'
import { NONE } from '../format/number.ts'
import { formatAhead } from '../format/time.ts'
import { t } from '../i18n/i18n.ts'
import { standingOf, type Standing } from '../model/clock-standing.ts'
import { Bar } from './bar.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

const LOOKS: Record<ClockState, { tone: string; icon: IconName }> = {
  met: { tone: 'met', icon: 'c-met' },
  running: { tone: 'run', icon: 'clock' },
  'at-risk': { tone: 'risk', icon: 'c-risk' },
  breached: { tone: 'late', icon: 'late' },
  paused: { tone: 'pause', icon: 'c-pause' },
  'not-needed': { tone: 'wait', icon: 'c-none' },
}
const DAY_MS = 86_400_000

/**
 * A promise: which one, the time left and the share used. It counts by the collector's time and is drawn again only when its words change. On
 * the page of its incident (`big`) it counts seconds and says when it is due.
 */
export function ServiceClock({ clock, zone, big = false }: { clock: ClockView; zone: string; big?: boolean }) {
  // What is computed outlives the clock it was made with; another clock is another part.
  const key = `${clock.state} ${clock.due} ${clock.endedAt ?? ''} ${clock.pausedAt ?? ''} ${String(big)}`
  return <Counting key={key} clock={clock} zone={zone} big={big} />
}

function Counting({ clock, zone, big }: { clock: ClockView; zone: string; big: boolean }) {
  const drawn = useComputed(() => {
    const at = now()
    const standing = standingOf(clock, at)
    return JSON.stringify({
      state: standing.state,
      used: Math.round(standing.used * 100) / 100,
      value: valueText(clock, standing, { big, zone, now: at }),
      due: big ? dueText(clock, standing, { zone, now: at }) : '',
    })
  }).value
  const { state, used, value, due } = JSON.parse(drawn) as {
    state: ClockState
    used: number
    value: string
    due: string
  }
  const { tone, icon } = LOOKS[state]
  return (
    <span class={`clk ${tone} ${big ? 'big' : ''}`}>
      <span class="clk-l">{t(`clock.${clock.name}`)}</span>
      <span class="clk-v">
        <Icon name={icon} />
        <span class="sr">{t(`clockState.${state}`)} </span>
        {value}
      </span>
      {big && <small>{due}</small>}
      {state !== 'not-needed' && <Bar share={used} />}
    </span>
  )
}

interface At {
  zone: string
  now: number
}

function valueText(clock: ClockView, { state, left }: Standing, { big, zone, now: at }: At & { big: boolean }): string {
  switch (state) {
    case 'met':
      return formatShort(Date.parse(clock.endedAt!) - Date.parse(clock.from))
    case 'not-needed':
      return NONE
    case 'breached':
      return t('clock.over', { time: clock.endedAt === null && big ? formatExact(-left) : formatLeft(-left) })
    case 'paused':
      return formatShort(left)
    case 'running':
    case 'at-risk':
      if (left >= DAY_MS) return formatAhead(Date.parse(clock.due), { zone, now: at })
      return big ? formatExact(left) : formatLeft(left)
  }
}

function dueText(clock: ClockView, { state, left }: Standing, at: At): string {
  const due = formatAhead(Date.parse(clock.due), at)
  const whole = Date.parse(clock.due) - Date.parse(clock.from)
  const limit = whole < DAY_MS ? t('clock.limit', { time: formatShort(whole) }) : null
  const ended = clock.endedAt === null ? '' : formatAhead(Date.parse(clock.endedAt), at)
  switch (state) {
    case 'met':
      return [limit, t('clock.metAt', { time: ended })].filter(part => part !== null).join(' · ')
    case 'not-needed':
      return t('clockState.not-needed')
    case 'paused':
      return t(`pauseReason.${clock.pausedFor ?? 'force-majeure'}`)
    case 'breached':
      return clock.endedAt === null ? t('clock.wasDue', { time: due }) : t('clock.endedLate', { time: ended })
    case 'running':
    case 'at-risk':
      if (left >= DAY_MS) return t('clock.left', { time: formatDuration(left) })
      return [t('clock.by', { time: due }), limit].filter(part => part !== null).join(' · ')
  }
}
