import { Icon } from '../../parts/icon.tsx'

/** Why nothing was done; said aloud as it appears. */
export function Fault({ text }: { text: string | null }) {
  return text === null ? null : (
    <p class="fault" role="alert">
      <Icon name="late" />
      <span class="name">{text}</span>
    </p>
  )
}
