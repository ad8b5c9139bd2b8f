import { useId, useRef, useState } from 'preact/hooks'

import { shrinkPicture } from '../data/picture.ts'
import { t } from '../i18n/i18n.ts'
import { Icon } from './icon.tsx'

/** Takes one photo, and shows it as it will be sent: drawn, because the page's policy lets no picture in from elsewhere. */
export function PhotoField({ take }: { take(photo: Blob | null): void }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'none' | 'taken' | 'unreadable'>('none')

  async function read(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const picture = await shrinkPicture(file)
    take(picture?.blob ?? null)
    setState(picture === null ? 'unreadable' : 'taken')
    frame.current?.replaceChildren()
    if (picture === null) return
    picture.canvas.setAttribute('role', 'img')
    picture.canvas.setAttribute('aria-label', t('rq.photoTaken'))
    frame.current?.append(picture.canvas)
  }

  function drop(): void {
    take(null)
    setState('none')
    frame.current?.replaceChildren()
    if (input.current !== null) input.current.value = ''
    input.current?.focus()
  }

  return (
    <div class="field photo-field">
      <div ref={frame} class="preview" />
      {state === 'unreadable' && (
        <p class="fault" role="alert">
          {t('rq.photoUnreadable')}
        </p>
      )}
      <div class="photo-acts">
        <label class="btn file" for={id}>
          <Icon name="photo" />
          {t(state === 'taken' ? 'rq.anotherPhoto' : 'rq.takePhoto')}
          <input
            ref={input}
            id={id}
            type="file"
            accept="image/*"
            onChange={event => void read(event.currentTarget.files?.[0])}
          />
        </label>
        {state === 'taken' && (
          <button type="button" class="btn" onClick={drop}>
            {t('rq.dropPhoto')}
          </button>
        )}
      </div>
    </div>
  )
}
