import type { ComponentChildren } from 'preact'

import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { PATHS } from '../../routes.ts'

/** The way back to the settings, and to what else lies between. */
export function SettingsCrumb({ children }: { children?: ComponentChildren }) {
  return (
    <div class="crumb">
      <a href={PATHS.settings}>{t('nav.settings')}</a>
      {children !== undefined && <Icon name="right" />}
      {children}
    </div>
  )
}
