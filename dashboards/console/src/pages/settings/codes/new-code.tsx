import type { EnrolmentCodeCreated } from '@forewarn/shared/api.ts'
import { useRef } from 'preact/hooks'

import { siteOf } from '../../../data/sites.ts'
import { tell } from '../../../data/toasts.ts'
import { t } from '../../../i18n/i18n.ts'
import { installCommands } from '../../../model/codes.ts'
import { qrPath } from '../../../model/qr.ts'
import { Panel } from '../../../parts/panel.tsx'

/** A code that has just been made: to be scanned, or copied with what is typed around it. It is shown this once. */
export function NewCode({ code, done }: { code: EnrolmentCodeCreated; done(): void }) {
  const { size, path } = qrPath(code.code)
  const commands = installCommands(code.code)
  return (
    <div class="gap-below">
      <Panel
        title={t('settings.codes.created')}
        count={siteOf(code.siteId)?.name.slice(0, 60) ?? ''}
        aside={
          <button type="button" class="btn sm" onClick={done}>
            {t('settings.codes.done')}
          </button>
        }
      >
        <div class="pb new-code">
          <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('settings.codes.qr')}>
            <rect width={size} height={size} />
            <path d={path} />
          </svg>
          <div class="grid">
            <p role="status">{t('settings.codes.once')}</p>
            <Copied label={t('settings.codes.code')} text={code.code} />
            <p class="dim">{t('settings.codes.on')}</p>
            {(['windows', 'linux'] as const).map(system => (
              <Copied key={system} label={t(`settings.codes.${system}`)} text={commands[system].join('\n')} />
            ))}
          </div>
        </div>
      </Panel>
    </div>
  )
}

/** A text to be copied. A browser that forbids it, as on a plain connection, has it selected instead. */
function Copied({ label, text }: { label: string; text: string }) {
  const held = useRef<HTMLPreElement>(null)
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      tell('ok', t('settings.codes.copied'))
    } catch {
      getSelection()?.selectAllChildren(held.current!)
      tell('ok', t('settings.codes.select'))
    }
  }
  return (
    <div class="copied">
      <div>
        <b>{label}</b>
        <button type="button" class="btn sm" onClick={() => void copy()}>
          {t('settings.codes.copy')}
          <span class="sr"> {label}</span>
        </button>
      </div>
      <pre ref={held}>{text}</pre>
    </div>
  )
}
