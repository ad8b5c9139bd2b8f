import type { Device, LatestAnswer } from '@forewarn/shared/api.ts'

import { bytesText } from '../../format/number.ts'
import { formatFull } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { factTerm } from '../../i18n/terms.ts'
import { Panel } from '../../parts/panel.tsx'

interface FactsProps {
  device: Device
  inventory: LatestAnswer['inventory']
  zone: string
}

type Fact = LatestAnswer['inventory'][number]['facts'][string]

/** What is on record about a device: where it belongs, and what its agent says it is made of. */
export function Facts({ device, inventory, zone }: FactsProps) {
  const known: [key: string, label: string, text: string][] = [
    ['id', t('facts.id'), device.id],
    ['role', t('facts.role'), t(`role.${device.role}`)],
    ['place', t('facts.place'), `${device.siteName} · ${device.roomName ?? t('facts.noRoom')}`],
    ['hostname', t('facts.hostname'), device.hostname],
    ['agent', t('facts.agent'), [device.agentVersion, device.platform].filter(part => part !== null).join(' · ')],
    ['enrolled', t('facts.enrolled'), formatFull(Date.parse(device.enrolledAt), zone)],
  ]
  const reported = inventory.flatMap(({ subject, facts }) =>
    Object.entries(facts)
      .filter(([key, value]) => value !== null && value !== '' && !(subject === 'host' && key === 'hostname'))
      .map(([key, value]): (typeof known)[number] => [
        `${subject}.${key}`,
        factTerm(subject, key),
        factText(key, value),
      ]),
  )
  return (
    <Panel title={t('facts.title')}>
      <div class="pb">
        <dl class="kv k4">
          {[...known, ...reported].map(([key, label, text]) => (
            <Pair key={key} label={label} text={text} />
          ))}
        </dl>
      </div>
    </Panel>
  )
}

function Pair({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt class="name">{label}</dt>
      <dd class="name">{text}</dd>
    </>
  )
}

const factText = (key: string, value: Fact): string =>
  key === 'bytes' && typeof value === 'number' ? bytesText(value) : String(value)
