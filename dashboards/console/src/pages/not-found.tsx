import { commonZone } from '../data/sites.ts'
import { t } from '../i18n/i18n.ts'
import { PageHead } from '../parts/page-head.tsx'
import { PATHS } from '../routes.ts'

export function NotFoundPage() {
  return (
    <>
      <PageHead title={t('notFound.title')} zone={commonZone()}>
        <h1>{t('notFound.title')}</h1>
        <p>
          {t('notFound.hint')}{' '}
          <a class="link" href={PATHS.home}>
            {t('notFound.back')}
          </a>
        </p>
      </PageHead>
    </>
  )
}
