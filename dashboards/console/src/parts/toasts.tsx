import { dismiss, toasts } from '../data/toasts.ts'
import { t } from '../i18n/i18n.ts'
import { Icon } from './icon.tsx'

/** A word at the foot of the page on what was just done, or why it was not. */
export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts().map(({ id, tone, text }) => (
        <div key={id} class={`toast ${tone}`}>
          <Icon name={tone === 'ok' ? 'ok' : 'late'} />
          <span>{text}</span>
          {tone === 'late' && (
            <button type="button" onClick={() => dismiss(id)}>
              {t('toast.dismiss')}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
