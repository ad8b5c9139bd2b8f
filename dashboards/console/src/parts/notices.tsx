import type { ComponentChildren } from 'preact'

import type { RequestFailure } from '../data/http.ts'
import { t } from '../i18n/i18n.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** What stands where there is nothing to show: why, and what to do. */
export function Notice({ icon, tone, title, children }: NoticeProps) {
  return (
    <div class="empty">
      <Icon name={icon} tone={tone ?? ''} />
      <b>{title}</b>
      {children}
    </div>
  )
}

interface NoticeProps {
  icon: IconName
  tone?: string
  title: string
  children?: ComponentChildren
}

/** A failed read: what failed, what to do about it, the code to tell somebody, and another try. */
export function FailureNotice({ failure, title, retry }: { failure: RequestFailure; title?: string; retry(): void }) {
  const kind =
    failure.status === 0
      ? 'unreachable'
      : failure.status === 403
        ? 'forbidden'
        : failure.status === 429
          ? 'limited'
          : 'server'
  return (
    <div role="alert">
      <Notice icon="late" tone="late" title={title ?? t(`failure.${kind}`)}>
        <span>{t(`failure.${kind}Hint`)}</span>
        <span class="mono">{failure.code}</span>
        <button type="button" class="btn sm" onClick={retry}>
          {t('retry')}
        </button>
      </Notice>
    </div>
  )
}

/** The grey lines of a wait that takes longer than a glance. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div class="sks" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} class="sk" />
      ))}
    </div>
  )
}
