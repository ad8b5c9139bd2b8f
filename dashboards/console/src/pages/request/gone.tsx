import { Icon } from '../../parts/icon.tsx'

/** What stands where a link or a report is not there: what it is, and what to do. */
export function Gone({ title, hint }: { title: string; hint: string }) {
  return (
    <div class="empty" role="alert">
      <Icon name="late" tone="late" />
      <h1>{title}</h1>
      <span>{hint}</span>
    </div>
  )
}
