import type { Role } from '@forewarn/shared/api.ts'
import { ROLES } from '@forewarn/shared/people.ts'
import { useId } from 'preact/hooks'

import { allSites } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'

/** What somebody may do and see. */
export interface Admission {
  role: Role
  /** Null: all sites. */
  sites: string[] | null
}

interface RoleAndSitesProps {
  value: Admission
  change(value: Admission): void
  fault?: string | null
}

/** Chooses a role and, for a viewer, the schools. */
export function RoleAndSites({ value, change, fault = null }: RoleAndSitesProps) {
  const name = useId()
  const { role, sites } = value
  const chosen = new Set(sites)
  const toggle = (id: string) =>
    change({ role, sites: allSites().flatMap(site => (chosen.has(site.id) !== (site.id === id) ? [site.id] : [])) })
  return (
    <>
      <fieldset class="field">
        <legend>{t('users.role')}</legend>
        <div class="opts">
          {ROLES.map(one => (
            <label key={one} class="opt">
              <input
                type="radio"
                name={`${name}-role`}
                value={one}
                checked={role === one}
                onChange={() => change({ role: one, sites: one === 'viewer' ? sites : null })}
              />
              <span>{t(`roleOf.${one}`)}</span>
            </label>
          ))}
        </div>
        <small class="dim">{t(`roleHint.${role}`)}</small>
      </fieldset>
      {role === 'viewer' && (
        <fieldset class="field">
          <legend>{t('users.sites')}</legend>
          <div class="opts">
            {[true, false].map(all => (
              <label key={String(all)} class="opt">
                <input
                  type="radio"
                  name={`${name}-all`}
                  checked={(sites === null) === all}
                  onChange={() => change({ role, sites: all ? null : [] })}
                />
                <span>{t(all ? 'users.allSites' : 'users.someSites')}</span>
              </label>
            ))}
          </div>
          {sites !== null && (
            <ul class="picks">
              {allSites().map(site => (
                <li key={site.id}>
                  <label>
                    <input type="checkbox" checked={chosen.has(site.id)} onChange={() => toggle(site.id)} />
                    <bdi class="name">{site.name}</bdi>
                  </label>
                </li>
              ))}
            </ul>
          )}
          {fault !== null && <p class="fault">{fault}</p>}
        </fieldset>
      )}
    </>
  )
}

/** Why this cannot be sent; null where it can. */
export const admissionFault = ({ role, sites }: Admission): string | null =>
  role === 'viewer' && sites?.length === 0 ? t('users.chooseSite') : null
