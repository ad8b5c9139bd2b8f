import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { RequestFailure } from '../data/http.ts'
import { FailureNotice, Skeleton } from './notices.tsx'

/** A page that is loaded when somebody goes there, so that no other page is heavier for it. */
export function Apart({ load }: { load(): Promise<{ default: ComponentType }> }) {
  const [page, setPage] = useState<{ Page: ComponentType } | 'failed' | null>(null)
  useEffect(() => {
    if (page !== null) return
    let left = false
    load().then(
      ({ default: Page }) => !left && setPage({ Page }),
      () => !left && setPage('failed'),
    )
    return () => {
      left = true
    }
  }, [page, load])
  if (page === null) return <Skeleton lines={6} />
  if (page === 'failed')
    return <FailureNotice failure={new RequestFailure(0, 'unreachable', '')} retry={() => setPage(null)} />
  return <page.Page />
}
