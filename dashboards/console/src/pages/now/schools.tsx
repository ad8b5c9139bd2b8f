import { useRef, useState } from 'preact/hooks'

import { classHoursKnown } from '../../data/class-hours.ts'
import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { asksForLook, MARKS, worstFirst, type SiteGrid } from '../../model/marks.ts'
import { Icon } from '../../parts/icon.tsx'
import { PATHS } from '../../routes.ts'
import { NoDevices } from '../devices/empty.tsx'
import { gridsNow } from './grids.ts'
import { MARK_LOOKS } from './mark-looks.ts'
import { Rooms } from './rooms.tsx'
import { SiteTile } from './site-tile.tsx'

/** A school alone is shown by its rooms, as long as they can be told apart at a glance. */
const MOST_ROOMS = 120

/** Every terminal of every school. The order is made when the page is opened and then stands still. */
export function Schools() {
  const [round, setRound] = useState(0)
  const held = useRef<{ key: string; ids: string[] }>({ key: '', ids: [] })
  const grids = gridsNow.value
  if (grids.length === 0) return <NoDevices />
  // Before the lessons are known, a school that is off looks like one that is lost.
  const key = `${round} ${classHoursKnown()} ${grids.length}`
  if (held.current.key !== key) held.current = { key, ids: worstFirst(grids).map(({ id }) => id) }
  const byId = new Map(grids.map(grid => [grid.id, grid]))
  const ordered = held.current.ids.map(id => byId.get(id)).filter((grid): grid is SiteGrid => grid !== undefined)
  const terminals = grids.reduce((sum, { places }) => sum + places.length, 0)
  const calm = ordered.filter(({ places }) => !places.some(({ mark }) => asksForLook(mark))).length
  const [only] = ordered
  const asRooms = ordered.length === 1 && only !== undefined && only.places.length <= MOST_ROOMS
  return (
    <section class="panel" aria-labelledby="schools">
      <div class="ph">
        <h2 id="schools">
          {asRooms ? <bdi>{only.name}</bdi> : t('now.schools')}
          <span class="n">
            {asRooms
              ? t('now.terminals', { count: terminals, formatted: formatCount(terminals) })
              : `${formatCount(ordered.length)} · ${t('now.terminals', { count: terminals, formatted: formatCount(terminals) })}`}
          </span>
        </h2>
        <span class="r">
          <Legend />
          {!asRooms && (
            <button type="button" class="link" onClick={() => setRound(round + 1)}>
              {t('devices.resort')}
            </button>
          )}
        </span>
      </div>
      {asRooms ? (
        <Rooms grid={only} />
      ) : (
        <div class={ordered.length === 1 ? 'tiles one' : 'tiles'}>
          {ordered.map(grid => (
            <SiteTile key={grid.id} grid={grid} columns={ordered.length === 1 ? 60 : 10} />
          ))}
        </div>
      )}
      {!asRooms && calm > 0 && ordered.length > 1 && (
        // On a phone only the schools with something to see are drawn.
        <p class="pf only-s">
          <a href={PATHS.devices}>
            {t('now.calm', { count: calm })} <Icon name="right" />
          </a>
        </p>
      )}
    </section>
  )
}

/** What each mark means; in a grid what is well is a dot and what is off a dash. */
function Legend() {
  return (
    <span class="legend not-s">
      {MARKS.map(mark => (
        <span key={mark}>
          {mark === 'ok' ? (
            <i class="dot" />
          ) : mark === 'off' ? (
            <Icon name="idle" tone="off" />
          ) : (
            <Icon name={MARK_LOOKS[mark].icon} tone={MARK_LOOKS[mark].tone} />
          )}
          {t(`mark.${mark}`)}
        </span>
      ))}
    </span>
  )
}
