import { DEVICE_ROLES, type DeviceRole } from '@forewarn/shared/api.ts'
import type { ComponentChildren } from 'preact'

import { formatCount } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import type { WatchFault } from '../../../model/watch-list.ts'
import { Panel } from '../../../parts/panel.tsx'
import { EditRow, withRow } from '../parts/edit-row.tsx'
import { TextField } from '../parts/fields.tsx'

interface Entry {
  name: string
  roles: DeviceRole[]
}

interface EntriesProps<T extends Entry> {
  title: string
  add: string
  none: string
  entries: T[]
  faults: readonly (WatchFault | null)[]
  change: ((entries: T[]) => void) | null
  /** A new one, and how many there may be. */
  fresh: T
  most: number
  /** Its own fields, beside its name and roles. */
  fields(entry: T, set: (part: Partial<T>) => void): ComponentChildren
}

/** A list of one kind of thing that is watched: each has a name, fields of its own, and the roles it is for. */
export function Entries<T extends Entry>({
  title,
  add,
  none,
  entries,
  faults,
  change,
  fresh,
  most,
  fields,
}: EntriesProps<T>) {
  const set = (at: number, entry: T, part: Partial<T>) => change?.(withRow(entries, at, { ...entry, ...part }))
  return (
    <Panel
      title={title}
      count={formatCount(entries.length)}
      aside={
        change !== null && (
          <button
            type="button"
            class="btn sm"
            disabled={entries.length >= most}
            onClick={() => change([...entries, fresh])}
          >
            {add}
          </button>
        )
      }
    >
      {entries.length === 0 && <p class="pb dim none-yet">{none}</p>}
      <ul class="edit-rows wide">
        {entries.map((entry, at) => {
          const fault = faults[at] ?? null
          return (
            <EditRow
              key={at}
              label={t('settings.watching.row', { what: title, name: entry.name.slice(0, 40) || at + 1 })}
              fault={fault === null ? null : t(`settings.watching.fault.${fault}`)}
              remove={change && (() => change(withRow(entries, at, null)))}
            >
              <TextField
                label={t('settings.watching.name')}
                value={entry.name}
                longest={200}
                change={name => set(at, entry, { name } as Partial<T>)}
              />
              {fields(entry, part => set(at, entry, part))}
              <div class="weekdays roles" role="group" aria-label={t('settings.watching.roles')}>
                <small aria-hidden="true">{t('settings.watching.roles')}</small>
                {DEVICE_ROLES.map(role => (
                  <label key={role} class="opt">
                    <input
                      type="checkbox"
                      checked={entry.roles.includes(role)}
                      onChange={({ currentTarget }) => {
                        const roles = DEVICE_ROLES.filter(one =>
                          one === role ? currentTarget.checked : entry.roles.includes(one),
                        )
                        set(at, entry, { roles } as unknown as Partial<T>)
                      }}
                    />
                    <span>{t(`role.${role}`)}</span>
                  </label>
                ))}
              </div>
            </EditRow>
          )
        })}
      </ul>
    </Panel>
  )
}
