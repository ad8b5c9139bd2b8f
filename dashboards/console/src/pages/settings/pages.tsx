import '../../styles/settings.css'

import { Route, Router } from 'preact-iso/router'

import { NotFoundPage } from '../not-found.tsx'
import { AccountPage } from './account/page.tsx'
import { AuditPage } from './audit/page.tsx'
import { ClocksPage } from './clocks/page.tsx'
import { CodesPage } from './codes/page.tsx'
import { SettingsIndexPage } from './index-page.tsx'
import { RulesPage } from './rules/page.tsx'
import { SilencesPage } from './silences-page.tsx'
import { SitePage } from './sites/site-page.tsx'
import { SitesPage } from './sites/sites-page.tsx'
import { TimetablePage } from './timetable/page.tsx'
import { UserPage } from './users/user-page.tsx'
import { UsersPage } from './users/page.tsx'
import { WatchingPage } from './watching/page.tsx'

/** Which page of settings belongs to which address below theirs. */
export default function SettingsPages() {
  return (
    <Router>
      <Route path="/" component={SettingsIndexPage} />
      <Route path="/sites" component={SitesPage} />
      <Route path="/sites/:site" component={SitePage} />
      <Route path="/sites/:site/timetable" component={TimetablePage} />
      <Route path="/rules" component={RulesPage} />
      <Route path="/sites/:site/watching" component={WatchingPage} />
      <Route path="/sites/:site/clocks" component={ClocksPage} />
      <Route path="/codes" component={CodesPage} />
      <Route path="/silences" component={SilencesPage} />
      <Route path="/users" component={UsersPage} />
      <Route path="/users/:name" component={UserPage} />
      <Route path="/audit" component={AuditPage} />
      <Route path="/account" component={AccountPage} />
      <Route default component={NotFoundPage} />
    </Router>
  )
}
