import { useLayoutEffect, useRef } from 'preact/hooks'

import { t } from '../../i18n/i18n.ts'
import { takeFindRequest } from '../../parts/find.ts'

/** The search field. It keeps its own text while an input method composes, so that Chinese can be typed into it. */
export function FindField({ text, onFind }: { text: string; onFind(text: string): void }) {
  const field = useRef<HTMLInputElement>(null)
  const asked = takeFindRequest()
  // Before the next key arrives, so that what is typed right after the slash is not lost.
  useLayoutEffect(() => {
    if (!asked) return
    field.current?.focus()
    field.current?.select()
  }, [asked])
  useLayoutEffect(() => {
    if (field.current !== null && field.current.value !== text) field.current.value = text
  }, [text])
  return (
    <input
      ref={field}
      type="search"
      defaultValue={text}
      maxLength={100}
      aria-label={t('devices.findLabel')}
      placeholder={t('devices.findPlaceholder')}
      onInput={event => event.isComposing || onFind(event.currentTarget.value)}
      onCompositionEnd={event => onFind(event.currentTarget.value)}
    />
  )
}
