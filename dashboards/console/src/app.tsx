import lazy from 'preact-iso/lazy'
import { LocationProvider, Route, Router, useLocation } from 'preact-iso/router'
import { useEffect, useState } from 'preact/hooks'

import { enter, leave, restoreSession } from './data/console.ts'
import { RequestFailure } from './data/http.ts'
import { me } from './data/session.ts'
import { LANGUAGE_TAGS, language } from './i18n/i18n.ts'
import { CollectorPage } from './pages/collector.tsx'
import { DevicePage } from './pages/device/page.tsx'
import { DevicesPage } from './pages/devices/page.tsx'
import { IncidentPage } from './pages/incident/page.tsx'
import { IncidentsPage } from './pages/incidents/page.tsx'
import { NotFoundPage } from './pages/not-found.tsx'
import { FirstPasswordPage } from './pages/first-password.tsx'
import { NowPage } from './pages/now/page.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { FailureNotice } from './parts/notices.tsx'
import { Shell } from './parts/shell.tsx'
import { Apart } from './parts/apart.tsx'
import { isRequestPath, PATHS, signInAddress } from './routes.ts'

const archivePage = () => import('./pages/archive/page.tsx')
const requestPages = () => import('./pages/request/page.tsx')

/** Read with the first visit: whoever looks after incidents does not wait for it. */
const SettingsPages = lazy(() => import('./pages/settings/pages.tsx'))

/** The console: who may see what, and which page belongs to which address. */
export function App() {
  const tag = LANGUAGE_TAGS[language()]
  useEffect(() => void (document.documentElement.lang = tag), [tag])
  return (
    <LocationProvider>
      <Pages />
    </LocationProvider>
  )
}

function Pages() {
  const { path } = useLocation()
  if (isRequestPath(path)) return <Apart load={requestPages} />
  return path === PATHS.signIn ? <SignInPage /> : <SignedIn />
}

/** The pages of a person who is signed in; anybody else is led to the sign-in and back. */
function SignedIn() {
  const { url, route } = useLocation()
  const [failure, setFailure] = useState<RequestFailure | null>(null)
  const [attempt, setAttempt] = useState(0)
  const who = me()

  useEffect(() => {
    if (who !== undefined) return
    setFailure(null)
    restoreSession().catch((error: unknown) => error instanceof RequestFailure && setFailure(error))
  }, [who, attempt])
  useEffect(() => {
    if (who === null) route(signInAddress(url), true)
  }, [who])
  useEffect(() => {
    if (!who || who.mustChangePassword) return
    enter()
    return leave
  }, [who])

  if (failure !== null && who === undefined)
    return (
      <main>
        <FailureNotice failure={failure} retry={() => setAttempt(attempt + 1)} />
      </main>
    )
  if (!who) return null
  if (who.mustChangePassword) return <FirstPasswordPage />
  return (
    <Shell>
      <Router>
        <Route path={PATHS.home} component={NowPage} />
        <Route path={PATHS.incidents} component={IncidentsPage} />
        <Route path={PATHS.incident} component={IncidentPage} />
        <Route path={PATHS.devices} component={DevicesPage} />
        <Route path={PATHS.device} component={DevicePage} />
        <Route path={PATHS.collector} component={CollectorPage} />
        <Route path={PATHS.settings} component={SettingsPages} />
        <Route path={`${PATHS.settings}/*`} component={SettingsPages} />
        <Route path={PATHS.archive} component={Archive} />
        <Route default component={NotFoundPage} />
      </Router>
    </Shell>
  )
}

function Archive() {
  return <Apart load={archivePage} />
}
