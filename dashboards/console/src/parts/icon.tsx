import sprite from '../icons.svg?no-inline'

/** The shapes of `icons.svg`. */
export type IconName =
  | 'logo'
  | 'find'
  | 'dev'
  | 'ok'
  | 'theme'
  | 'right'
  | 'unk'
  | 'late'
  | 'clock'
  | 'wait'
  | 'loop'
  | 'lost'
  | 'full'
  | 'sort'
  | 'up'
  | 'down'
  | 'note'
  | 'attention'
  | 'out'
  | 'collector'
  | 'idle'
  | 'camera'
  | 'microphone'
  | 'speaker'
  | 'touch'
  | 'usb'
  | 'now'
  | 'inc'
  | 'more'
  | 'g1'
  | 'g2'
  | 'g4'
  | 'c-met'
  | 'c-risk'
  | 'c-pause'
  | 'c-none'
  | 'man'
  | 'remote'
  | 'pen'
  | 'mute'
  | 'tel'
  | 'part'
  | 'doc'
  | 'send'
  | 'm-boot'
  | 'm-power'
  | 'm-crash'
  | 'm-panic'
  | 'm-sleep'
  | 'settings'

/** A shape of the sprite. It is never the only bearer of its meaning, so it is hidden from assistive technology. */
export function Icon({ name, tone = '' }: { name: IconName; tone?: string }) {
  return (
    <svg class={`i ${tone}`} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  )
}
