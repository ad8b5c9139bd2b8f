import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/table.css'
import './styles/device.css'
import './styles/sections.css'
import './styles/incidents.css'
import './styles/incident.css'
import './styles/people.css'
import './styles/now.css'
import './styles/sign-in.css'

import { render } from 'preact'

import { App } from './app.tsx'
import { startClock } from './data/clock.ts'
import { startTheme } from './data/theme.ts'
import { startLanguage } from './i18n/i18n.ts'

startTheme()
startLanguage(navigator.languages)
startClock()
render(<App />, document.querySelector('#app')!)
