import { bytesText, formatCount } from '../../format/number.ts'
import { speedText } from '../../format/reading.ts'
import { formatFull } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { factTerm, subjectTerm, valueTerm } from '../../i18n/terms.ts'
import type { Fact, Subject } from '../../model/inventory.ts'
import { Pairs, type Pair } from '../../parts/pairs.tsx'
import { Panel } from '../../parts/panel.tsx'
import type { Matter } from './section.ts'

/** More subjects than a machine has; a page must stand whatever an agent says. */
const MOST_SUBJECTS = 60

/** A longer list stands in columns of its own. */
const LONG = 12

/** What is on record about a device: where it belongs, and by subject what its agent says it is made of. */
export function Facts({ matter, subjects }: { matter: Matter; subjects: readonly Subject[] }) {
  const { device, zone } = matter
  const known: Pair[] = [
    { key: 'id', label: t('facts.id'), value: device.id },
    { key: 'role', label: t('facts.role'), value: t(`role.${device.role}`) },
    { key: 'place', label: t('facts.place'), value: `${device.siteName} · ${device.roomName ?? t('facts.noRoom')}` },
    { key: 'hostname', label: t('facts.hostname'), value: device.hostname },
    {
      key: 'agent',
      label: t('facts.agent'),
      value: [device.agentVersion, device.platform].filter(part => part !== null).join(' · '),
    },
    { key: 'enrolled', label: t('facts.enrolled'), value: formatFull(Date.parse(device.enrolledAt), zone) },
  ]
  const groups = subjects.slice(0, MOST_SUBJECTS).flatMap(({ subject, facts }) => {
    const pairs = Object.entries(facts)
      .filter(([key, value]) => saysSomething(subject, value) && !(subject === 'host' && key === 'hostname'))
      .map(([key, value]): Pair => ({ key, label: factTerm(subject, key), value: factText(key, value) }))
    return pairs.length === 0 ? [] : [{ subject, pairs }]
  })
  return (
    <Panel anchor="record" title={t('section.record')}>
      <div class="pb">
        <Pairs pairs={known} wide />
      </div>
      {groups.length > 0 && (
        <div class="pb groups">
          {groups.map(({ subject, pairs }) => (
            <section key={subject} class={pairs.length > LONG ? 'long' : ''}>
              <h3 class="name">{subjectTerm(subject)}</h3>
              <Pairs pairs={pairs} />
            </section>
          ))}
        </div>
      )}
    </Panel>
  )
}

/** What is not known is left out; of software it is told that it is not there. */
const saysSomething = (subject: string, value: Fact) => value !== '' && (value !== null || subject === 'software')

function factText(key: string, value: Fact): string {
  if (value === null) return t('facts.notInstalled')
  if (typeof value !== 'number') return valueTerm(key, value)
  if (/(^|\.)bytes$/i.test(key)) return bytesText(value)
  if (/(^|\.)rotation$/i.test(key)) return value === 0 ? t('facts.noRotation') : speedText(value)
  return Number.isInteger(value) ? formatCount(value) : String(value)
}
