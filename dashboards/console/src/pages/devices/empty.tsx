import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'

/** What to do while no device has enrolled. */
export function NoDevices() {
  return (
    <section class="panel">
      <div class="empty">
        <Icon name="dev" />
        <b>{t('devices.emptyTitle')}</b>
        <span>{t('devices.emptySteps')}</span>
        <div class="enrol">
          <span>{t('devices.emptyCreate')}</span>
          <code>npx -y pnpm@12.21.0 forewarn code create</code>
          <span>{t('devices.emptyEnrol')}</span>
          <code>forewarn-agent enroll --code fw1.…</code>
        </div>
        <span>{t('devices.emptyThen')}</span>
      </div>
    </section>
  )
}
