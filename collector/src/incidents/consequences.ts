import type { DeviceView, Directory } from '../detect/directory.ts'
import type { Finding, Told } from '../detect/finding.ts'
import { GROUP_RULE, type SilenceTold } from '../detect/silence.ts'
import { isPlaceTopic, SITE_TOPIC } from '../detect/silent-together.ts'
import { ActionRefused, type Action, type Change, type Incident, type IncidentEvent, type Setting } from './incident.ts'
import { causeOf, isLossOfPower } from './one-cause.ts'
import { openIncident } from './open.ts'
import { reduce } from './reduce.ts'

/** Where incidents are kept, as consequences need it. */
export interface IncidentBook {
  get(id: string): Incident | null
  about(device: string | null, topic: string, siteId: string, now: number): Incident | null
  /** Those of a site that are not closed; and of them those that stand alone, of which there are few when much is wrong at once. */
  ofSite(siteId: string): Incident[]
  standingAlone(siteId: string): Incident[]
  childrenOf(id: string): Incident[]
  nextId(): string
  save(change: Change, now: number): void
}

/** What detection has told, with whose device it is and when it was told (collector time). */
export type Consequence =
  | { from: 'rule'; device: DeviceView; told: Told; now: number }
  | { from: 'silence'; told: SilenceTold; now: number }
  /** A class period of a site is over, with those of its devices that were away at its end. */
  | { from: 'class-end'; siteId: string; away: readonly string[]; now: number }

const MACHINE = { kind: 'machine' } as const

/** Turns what was found into changes of incidents. Every call belongs into one transaction with the marker of what caused it. */
export function createConsequences(book: IncidentBook, directory: Directory) {
  function settingOf(siteId: string, now: number): Setting {
    const { policy, calendar } = directory.site(siteId)!
    return { now, policy, calendar }
  }

  function change(incident: Incident, event: IncidentEvent, now: number): Incident {
    const next = reduce(incident, event, settingOf(incident.siteId, now))
    book.save(next, now)
    return next.incident
  }

  function found(device: DeviceView, finding: Finding, now: number): Incident {
    const known = book.about(device.id, finding.topic, device.site.id, now)
    if (known !== null) {
      const deeper = change(known, { type: 'found', device: device.id, finding }, now)
      const isAllOfIt = deeper.findings.every(({ reason }) => reason === finding.reason)
      return deeper.parent === null && isAllOfIt ? shareCause(deeper, finding, now) : deeper
    }
    const { roomId, site } = device
    const opened = openIncident(
      { id: book.nextId(), siteId: site.id, device: device.id, roomId, finding },
      settingOf(site.id, now),
    )
    book.save(opened, now)
    return shareCause(opened.incident, finding, now)
  }

  /** Holds an incident under the site's where others have its cause too, as with a loss of power. */
  function shareCause(incident: Incident, finding: Finding, now: number): Incident {
    const cause = causeOf(incident, finding, () => book.standingAlone(incident.siteId))
    switch (cause.kind) {
      case 'own':
        return incident
      case 'join':
        return hold(incident, cause.parent, now)
      case 'begin': {
        const all = [...cause.children, incident]
        const opened = openIncident(
          { id: book.nextId(), siteId: incident.siteId, device: null, roomId: null, finding: cause.finding },
          settingOf(incident.siteId, now),
        )
        book.save(opened, now)
        let parent = opened.incident
        for (const child of all) {
          hold(child, parent, now)
          parent = book.get(parent.id)!
        }
        return book.get(incident.id)!
      }
    }
  }

  function hold(child: Incident, parent: Incident, now: number): Incident {
    change(parent, { type: 'take-child', child, by: MACHINE }, now)
    return change(child, { type: 'merge-into', parent: parent.id, by: MACHINE }, now)
  }

  /** Holds what is open and stands alone under another. */
  function holdUnder(parent: string, child: Incident | null, now: number): void {
    if (child === null || child.id === parent || child.parent !== null || !isOpen(child)) return
    hold(child, book.get(parent)!, now)
  }

  function groupSilence(told: SilenceTold & { scope: 'group' }, now: number): void {
    const { siteId } = told
    if (told.type === 'over') {
      const known = book.about(null, told.topic, siteId, now)
      if (known === null) return
      change(known, { type: 'over', device: '', rule: GROUP_RULE }, now)
      // What caused all of it is over; what is still wrong with one of them stands on its own. That it lost power was that cause.
      for (const child of book.childrenOf(known.id))
        if (isOpen(child) && !isLossOfPower(child)) change(child, { type: 'release' }, now)
      return
    }
    const { finding, devices } = told
    const known = book.about(null, finding.topic, siteId, now)
    const { id } = known ?? { id: book.nextId() }
    if (known !== null) change(known, { type: 'found', device: '', finding }, now)
    else book.save(openIncident({ id, siteId, device: null, roomId: null, finding }, settingOf(siteId, now)), now)
    // Some were told before it was clear that all of them are meant.
    for (const device of devices) holdUnder(id, book.about(device.id, 'presence', siteId, now), now)
    if (finding.topic === SITE_TOPIC)
      for (const one of book.standingAlone(siteId)) if (isPlaceTopic(one.topic)) holdUnder(id, one, now)
  }

  return {
    apply(consequence: Consequence): void {
      const { now } = consequence
      if (consequence.from === 'rule') {
        const { device, told } = consequence
        if (told.type === 'found') {
          // A warning says what may come; it is nobody's incident.
          if (told.finding.class === 'incident') found(device, told.finding, now)
          return
        }
        const known = book.about(device.id, told.topic, device.site.id, now)
        if (known !== null) change(known, { type: 'over', device: device.id, rule: told.rule }, now)
        return
      }
      if (consequence.from === 'class-end') {
        // The machines' word that what was resolved stays so: a period counts where all of them were there.
        for (const incident of book.ofSite(consequence.siteId))
          if (incident.state === 'resolved' && !incident.devices.some(id => consequence.away.includes(id)))
            change(incident, { type: 'clean-period' }, now)
        return
      }
      const { told } = consequence
      if (told.scope === 'group') return groupSilence(told, now)
      if (told.type === 'over') {
        const known = book.about(told.device.id, 'presence', told.device.site.id, now)
        if (known !== null) change(known, { type: 'over', device: told.device.id, rule: 'silent' }, now)
        return
      }
      const incident = found(told.device, told.finding, now)
      const group = told.group === null ? null : book.about(null, told.group, told.device.site.id, now)
      if (group !== null && isOpen(group)) holdUnder(group.id, incident, now)
    },

    /** A clock has changed by itself. */
    clock(incident: Incident, event: IncidentEvent & { type: 'clock' }, now: number): void {
      change(incident, event, now)
    },

    /** What a person did. Throws `ActionRefused`. */
    act(incident: Incident, action: Action, { by, now }: { by: string; now: number }): Incident {
      return change(incident, { type: 'act', action, by }, now)
    },

    /** A person says that two incidents are one. Throws `ActionRefused`. */
    merge(child: Incident, parent: Incident, { by, now }: { by: string; now: number }): Incident {
      refuseMerge(child, parent)
      const actor = { kind: 'person', name: by } as const
      change(parent, { type: 'take-child', child, by: actor }, now)
      return change(child, { type: 'merge-into', parent: parent.id, by: actor }, now)
    },
  }
}

function isOpen({ state }: Incident): boolean {
  return state !== 'resolved' && state !== 'verified' && state !== 'closed'
}

/** Only what is open, of one site and held under nothing can be held under another: so nothing is ever held under itself. */
function refuseMerge(child: Incident, parent: Incident): void {
  if (child.state === 'closed' || parent.state === 'closed')
    throw new ActionRefused('closed', 'One of the two is closed; reopen it first.')
  if (child.parent !== null || parent.parent !== null)
    throw new ActionRefused('merged', 'One of the two is held under another incident already.')
  if (child.siteId !== parent.siteId)
    throw new ActionRefused('invalid', 'The two are of different sites, so they have no cause in common.')
}

export type Consequences = ReturnType<typeof createConsequences>
