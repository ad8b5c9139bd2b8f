import { roomOf } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import type { Place, SiteGrid } from '../../model/marks.ts'
import { Icon } from '../../parts/icon.tsx'
import { devicePath } from '../../routes.ts'
import { MARK_LOOKS } from './mark-looks.ts'

/** The rooms of one school by building and floor: the terminal's name, then shape and word. */
export function Rooms({ grid }: { grid: SiteGrid }) {
  const floors = new Map<string, Place[]>()
  for (const place of grid.places) {
    const room = roomOf(place.device.roomId ?? '')
    const floor = [
      room?.building,
      room?.floor === null || room?.floor === undefined ? null : t('spot.floor', { floor: room.floor }),
    ]
      .filter(part => part !== null && part !== undefined)
      .join(' ')
    floors.set(floor, [...(floors.get(floor) ?? []), place])
  }
  return (
    <div class="floors">
      {Array.from(floors, ([floor, places]) => (
        <section key={floor}>
          {floor !== '' && (
            <h3 class="bldg">
              <bdi>{floor}</bdi>
            </h3>
          )}
          <ul class="rooms">
            {places.map(({ device, mark }) => (
              <li key={device.id}>
                <a class={`room ${MARK_LOOKS[mark].tone}`} href={devicePath(device.id)} title={device.name}>
                  <bdi class="cut">{device.name}</bdi>
                  <small>
                    <Icon name={MARK_LOOKS[mark].icon} />
                    {t(`mark.${mark}`)}
                  </small>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
