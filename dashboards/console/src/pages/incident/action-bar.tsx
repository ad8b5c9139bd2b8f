import { useEffect, useRef, useState } from 'preact/hooks'

import { t } from '../../i18n/i18n.ts'
import type { Step, Steps } from '../../model/incident-steps.ts'
import { Icon } from '../../parts/icon.tsx'
import type { IconName } from '../../parts/icon.tsx'

const ICONS: Record<Step, IconName> = {
  confirm: 'c-met',
  acknowledge: 'man',
  dispatch: 'send',
  remote: 'remote',
  arrive: 'man',
  plan: 'doc',
  'lend-spare': 'dev',
  note: 'pen',
  pause: 'c-pause',
  resume: 'clock',
  silence: 'mute',
  unsilence: 'clock',
  resolve: 'c-met',
  reopen: 'loop',
  close: 'c-met',
  regrade: 'sort',
  merge: 'inc',
}

/** What can be done: one solid button, the next step of this person; what comes instead of it; and the rest behind one button. */
export function ActionBar({ steps, start }: { steps: Steps; start(step: Step): void }) {
  const [open, setOpen] = useState(false)
  const { next, beside, more } = steps
  return (
    <div class="actions actbar" role="group" aria-label={t('act.label')}>
      {next === 'resolve' ? (
        // Sends the record that stands on the page.
        <button type="submit" form="record-form" class="btn pri">
          <Icon name={ICONS.resolve} />
          {t('act.resolve')}
        </button>
      ) : (
        next !== null && <StepButton step={next} start={start} look="pri" />
      )}
      {beside.map((step, index) => (
        <StepButton key={step} step={step} start={start} look={index === 0 ? '' : 'not-s'} />
      ))}
      {more.length + beside.length > 1 && (
        <button
          type="button"
          class={more.length > 0 ? 'btn' : 'btn only-s'}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          <Icon name="more" />
          {t('act.more')}
        </button>
      )}
      {open && (
        <MoreSteps
          // On a phone only the first of them has room in the bar.
          steps={[...beside.slice(1), ...more]}
          close={() => setOpen(false)}
          start={step => {
            setOpen(false)
            start(step)
          }}
        />
      )}
    </div>
  )
}

function StepButton({ step, start, look }: { step: Step; start(step: Step): void; look: '' | 'pri' | 'not-s' }) {
  return (
    <button type="button" class={`btn ${look}`} onClick={() => start(step)}>
      <Icon name={ICONS[step]} />
      {t(`act.${step}`)}
    </button>
  )
}

/** The other steps, as a sheet that any thumb reaches. */
function MoreSteps({ steps, start, close }: { steps: readonly Step[]; start(step: Step): void; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-label={t('act.more')}
      onClose={close}
      onClick={event => event.target === dialog.current && dialog.current?.close()}
    >
      <ul class="steps-list">
        {steps.map(step => (
          <li key={step}>
            <button
              type="button"
              onClick={() => {
                dialog.current?.close()
                start(step)
              }}
            >
              <Icon name={ICONS[step]} />
              <span>
                {t(`act.${step}`)}
                <small>{t(`actHint.${step}`)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <form method="dialog" class="foot">
        <button class="btn">{t('act.cancel')}</button>
      </form>
    </dialog>
  )
}
