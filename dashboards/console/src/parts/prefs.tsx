import { signOut } from '../data/console.ts'
import { me } from '../data/session.ts'
import { switchTheme } from '../data/theme.ts'
import { language, showLanguage, t } from '../i18n/i18n.ts'
import { Icon } from './icon.tsx'

/** The viewer's own choices: language, theme, and leaving. */
export function Prefs() {
  const who = me()
  return (
    <div class="prefs">
      <button
        type="button"
        lang={language() === 'zh' ? 'en' : 'zh-CN'}
        aria-label={t('prefs.languageLabel')}
        onClick={() => showLanguage(language() === 'zh' ? 'en' : 'zh', true)}
      >
        {t('prefs.language')}
      </button>
      <button type="button" aria-label={t('prefs.theme')} title={t('prefs.theme')} onClick={switchTheme}>
        <Icon name="theme" />
      </button>
      {who && (
        <button
          type="button"
          class="out"
          aria-label={t('prefs.signOut')}
          title={t('prefs.signedInAs', { user: who.user })}
          onClick={() => void signOut()}
        >
          <Icon name="out" />
        </button>
      )}
    </div>
  )
}
