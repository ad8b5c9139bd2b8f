import { Fragment } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { t } from '../i18n/i18n.ts'

const KEYS = [
  { keys: ['/'], text: 'find' },
  { keys: ['j', 'k'], text: 'move' },
  { keys: ['Enter'], text: 'open' },
  { keys: ['a'], text: 'answer' },
  { keys: ['?'], text: 'help' },
] as const

/** The keys of the page, as a sheet that the key `?` opens. */
export function KeysHelp({ close }: { close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="keys" onClose={close}>
      <form method="dialog">
        <h2 id="keys">{t('keys.title')}</h2>
        <dl class="kv">
          {KEYS.map(({ keys, text }) => (
            <Fragment key={text}>
              <dt>
                {keys.map(key => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(`keys.${text}`)}</dd>
            </Fragment>
          ))}
        </dl>
        <div class="foot">
          <button class="btn">{t('keys.close')}</button>
        </div>
      </form>
    </dialog>
  )
}
