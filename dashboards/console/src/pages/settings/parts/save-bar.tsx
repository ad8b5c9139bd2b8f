import type { ComponentChildren } from 'preact'

import type { Setting } from '../../../data/setting.ts'
import { t } from '../../../i18n/i18n.ts'
import { Fault } from './form-sheet.tsx'

interface SaveBarProps {
  setting: Setting<unknown>
  /** How many things have to be put right before it can be saved. */
  faults: number
  /** What has to come before saving, or instead of it; the button to save where nothing is said. */
  children?: ComponentChildren
}

/** At the foot of a page with a draft: that it is not saved, and what to do about it. Nothing while there is none. */
export function SaveBar({ setting, faults, children }: SaveBarProps) {
  if (!setting.isDirty) return null
  return (
    <section class="save-bar" aria-label={t('settings.form.unsaved')}>
      <div>
        {setting.fault === null ? (
          <span role="status">
            {faults === 0 ? t('settings.form.unsaved') : t('settings.form.toPutRight', { count: faults })}
          </span>
        ) : (
          <Fault text={setting.fault} />
        )}
      </div>
      <button type="button" class="btn" onClick={() => setting.discard()}>
        {t(setting.isOvertaken ? 'settings.form.takeTheirs' : 'settings.form.discard')}
      </button>
      {children ?? <SaveButton setting={setting} faults={faults} />}
    </section>
  )
}

export function SaveButton({ setting, faults }: Omit<SaveBarProps, 'children'>) {
  return (
    <button type="button" class="btn pri" disabled={faults > 0 || setting.busy} onClick={() => void setting.save()}>
      {t('settings.form.save')}
    </button>
  )
}
