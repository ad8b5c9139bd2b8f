import { NONE, bytesText, percentText } from '../../../format/number.ts'
import { countText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { processStateTerm } from '../../../i18n/terms.ts'
import { listedFacts, numberOf, textOf, type Facts } from '../../../model/inventory.ts'
import { Pairs } from '../../../parts/pairs.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'

const COUNT = 'system.process.count'

/** How many processes there are, and which programs use most. */
export const processes: Section = {
  id: 'processes',
  half: true,
  metrics: [COUNT],
  subjects: ['processes'],
  isPresent: ({ readings }) => hasAny(readings, [COUNT]),
  draw({ readings, inventory }: Matter) {
    const facts = inventory.of('processes')
    const states = readings
      .all(COUNT)
      .flatMap(({ attributes, value }) => {
        const state = attributes['process.state']
        return state === undefined || !value ? [] : [`${processStateTerm(state)} ${value}`]
      })
      .join(' · ')
    const tops = [
      { title: t('processes.topCpu'), list: topOf(facts, 'cpu') },
      { title: t('processes.topMemory'), list: topOf(facts, 'memory') },
    ]
    return (
      <Panel
        anchor="processes"
        title={t('section.processes')}
        aside={<span>{countText(total(readings), 'process')}</span>}
      >
        <div class="pb">
          <Pairs pairs={[{ key: 'states', label: t('processes.states'), value: states || NONE }]} />
        </div>
        <div class="tops">
          {tops.map(({ title, list }) => list.length > 0 && <Top key={title} title={title} list={list} />)}
        </div>
      </Panel>
    )
  },
}

const total = (readings: Matter['readings']) =>
  readings.all(COUNT).find(({ attributes }) => attributes['process.state'] === undefined)?.value ?? null

/** The programs at the top of a list with what they use. */
function topOf(facts: Facts, list: 'cpu' | 'memory'): { name: string; used: string }[] {
  return listedFacts(facts, list).map(entry => {
    const name = textOf(entry['name']) ?? NONE
    return {
      name: name === 'kernel' ? t('processes.kernel') : name,
      used: list === 'cpu' ? percentText(numberOf(entry['share'])) : bytesText(numberOf(entry['bytes'])),
    }
  })
}

function Top({ title, list }: { title: string; list: readonly { name: string; used: string }[] }) {
  return (
    <table aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {list.map(({ name, used }) => (
          <tr key={name}>
            <th scope="row">
              <bdi class="name">{name}</bdi>
            </th>
            <td class="num">{used}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
