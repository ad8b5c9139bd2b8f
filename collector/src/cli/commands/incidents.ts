import type {
  IncidentAction,
  IncidentDetail,
  IncidentList,
  IncidentView,
  SilenceList,
} from '@forewarn/shared/incident-api.ts'
import {
  CAUSES,
  GRADE_REASONS,
  INCIDENT_STATES,
  PAUSE_REASONS,
  SERVICE_WAYS,
  type ClockState,
} from '@forewarn/shared/incidents.ts'
import { InvalidArgumentError, Option, type Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { formatTable, shortTime } from '../table.ts'

type Flags = DataFlags & Record<string, unknown>

/** The clock that decides: of those still running the one due first. */
const LOUD: readonly ClockState[] = ['breached', 'at-risk', 'running', 'paused']

/** `forewarn incidents …`: what is wrong, and what people do about it. */
export function addIncidentCommands(program: Command, io: Io): void {
  const incidents = program.command('incidents').description('incidents, their clocks, and what is done about them')

  withJson(incidents.command('list').description('list incidents, newest first'), io)
    .addOption(
      new Option('--state <state>', 'only these; all that are not closed unless given').choices([
        ...Object.keys(INCIDENT_STATES),
        'any',
      ]),
    )
    .option('--site <site>', 'only of this site')
    .option('--device <device>', 'only of this device')
    .addOption(new Option('--grade <grade>', 'only of this grade').choices(['1', '2', '3', '4']))
    .action(async (flags: Flags) => {
      const query = new URLSearchParams({ limit: '500' })
      for (const name of ['state', 'site', 'device', 'grade']) {
        const value = flags[name]
        if (typeof value === 'string') query.set(name, value)
      }
      const { incidents: list } = await clientOf(flags).get<IncidentList>(`/api/v1/incidents?${query.toString()}`)
      const rows = list.map(one => [
        one.id,
        String(one.grade),
        one.state,
        one.title.en,
        one.devices.length === 1 ? one.devices[0]! : `${one.devices.length} devices`,
        shortTime(one.openedAt),
        clockInWords(one),
      ])
      print(io, flags, list, formatTable(['ID', 'GRADE', 'STATE', 'WHAT', 'DEVICE', 'OPENED', 'CLOCK'], rows))
    })

  withJson(incidents.command('silences').description('list what is silenced now'), io).action(
    async (flags: DataFlags) => {
      const { silences } = await clientOf(flags).get<SilenceList>('/api/v1/silences')
      const rows = silences.map(({ incident, until, by, why }) => [incident.id, shortTime(until), by ?? '–', why])
      print(io, flags, silences, formatTable(['ID', 'UNTIL', 'BY', 'WHY'], rows))
    },
  )

  withJson(incidents.command('show').argument('<incident>').description('one incident with its history'), io).action(
    async (id: string, flags: Flags) => {
      const detail = await clientOf(flags).get<IncidentDetail>(pathOf(id))
      print(io, flags, detail, inWords(detail))
    },
  )

  const act = (name: string, what: string): Command =>
    withJson(incidents.command(name).argument('<incident>').description(what), io).option(
      '--version-seen <n>',
      'refuse where somebody else has changed it since this version',
      wholeNumber,
    )
  const doing = (command: Command, actionOf: (flags: Flags) => IncidentAction['action']): void => {
    command.action(async (id: string, flags: Flags) => {
      const version = flags['versionSeen'] as number | undefined
      const body = { action: actionOf(flags), ...(version === undefined ? {} : { version }) }
      const after = await clientOf(flags).post<IncidentView>(`${pathOf(id)}/actions`, body)
      print(io, flags, after, `${after.id}  grade ${after.grade}  ${after.state}  ${clockInWords(after)}\n`)
    })
  }
  const text = (flags: Flags, name: string): string => String(flags[name])

  doing(act('confirm', 'confirm what was suspected'), () => ({ type: 'confirm' }))
  doing(act('acknowledge', 'take the incident: its answer clock is met'), () => ({ type: 'acknowledge' }))
  doing(act('dispatch', 'send somebody').requiredOption('--to <whom>'), flags => ({
    type: 'dispatch',
    to: text(flags, 'to'),
  }))
  doing(act('remote', 'work on it from afar'), () => ({ type: 'remote' }))
  doing(act('arrive', 'be on site: its on-site clock is met'), () => ({ type: 'arrive' }))
  doing(act('plan', 'give a plan').requiredOption('--text <plan>'), flags => ({
    type: 'plan',
    text: text(flags, 'text'),
  }))
  doing(act('lend-spare', 'lend a spare unit').requiredOption('--unit <unit>'), flags => ({
    type: 'lend-spare',
    unit: text(flags, 'unit'),
  }))
  doing(act('note', 'write something down').requiredOption('--text <text>'), flags => ({
    type: 'note',
    text: text(flags, 'text'),
  }))
  doing(
    act('pause', 'stop its clocks').addOption(
      new Option('--reason <reason>').choices([...PAUSE_REASONS]).makeOptionMandatory(),
    ),
    flags => ({ type: 'pause', reason: flags['reason'] as (typeof PAUSE_REASONS)[number] }),
  )
  doing(act('resume', 'let its clocks run on'), () => ({ type: 'resume' }))
  doing(
    act('silence', 'say nothing of it for a while')
      .requiredOption('--until <time>', 'an ISO 8601 time')
      .requiredOption('--why <reason>'),
    flags => ({ type: 'silence', until: text(flags, 'until'), why: text(flags, 'why') }),
  )
  doing(act('unsilence', 'end its silence'), () => ({ type: 'unsilence' }))
  doing(
    act('resolve', 'say that it is solved, provisionally until the machine has proved it')
      .addOption(new Option('--cause <cause>').choices([...CAUSES]).makeOptionMandatory())
      .requiredOption('--measures <text>', 'what was done')
      .addOption(new Option('--way <way>', 'way of service').choices([...SERVICE_WAYS]).makeOptionMandatory())
      .option('--part <part...>', 'parts that were used'),
    flags => ({
      type: 'resolve',
      cause: flags['cause'] as (typeof CAUSES)[number],
      measures: text(flags, 'measures'),
      parts: (flags['part'] as string[] | undefined) ?? [],
      way: flags['way'] as (typeof SERVICE_WAYS)[number],
    }),
  )
  doing(act('reopen', 'it was not solved').requiredOption('--why <reason>'), flags => ({
    type: 'reopen',
    why: text(flags, 'why'),
  }))
  doing(act('close', 'close it').requiredOption('--why <reason>'), flags => ({
    type: 'close',
    why: text(flags, 'why'),
  }))
  doing(
    act('regrade', 'give it another grade')
      .addOption(new Option('--grade <grade>').choices(['1', '2', '3', '4']).makeOptionMandatory())
      .requiredOption('--why <reason>'),
    flags => ({ type: 'regrade', grade: Number(flags['grade']) as 1 | 2 | 3 | 4, why: text(flags, 'why') }),
  )
  doing(act('merge', 'hold it under another one with the same cause').requiredOption('--into <incident>'), flags => ({
    type: 'merge',
    into: text(flags, 'into'),
  }))

  withJson(incidents.command('request').description('file a service request (服务请求单)'), io)
    .requiredOption('--site <site>')
    .requiredOption('--text <text>', 'what is wrong')
    .option('--room <room>')
    .option('--device <device>')
    .option('--lesson-stopped', 'the lesson cannot go on: a suspected grade 2 instead of grade 4')
    .action(async (flags: Flags) => {
      const { site, room = null, device = null, lessonStopped = false } = flags
      const body = { siteId: site, roomId: room, device, text: flags['text'], lessonStopped }
      const opened = await clientOf(flags).post<IncidentView>('/api/v1/requests', body)
      print(io, flags, opened, `${opened.id}  grade ${opened.grade}  ${opened.state}  ${clockInWords(opened)}\n`)
    })
}

function pathOf(id: string): string {
  return `/api/v1/incidents/${encodeURIComponent(id)}`
}

function clockInWords({ clocks }: IncidentView): string {
  const running = clocks.filter(({ state }) => LOUD.includes(state))
  const loud = running.toSorted(
    (a, b) => LOUD.indexOf(a.state) - LOUD.indexOf(b.state) || a.due.localeCompare(b.due),
  )[0]
  return loud === undefined ? '–' : `${loud.name} ${loud.state}, due ${shortTime(loud.due)}`
}

function inWords({ incident, timeline, children }: IncidentDetail): string {
  const { id, grade, state, title, reason, devices, clocks, findings } = incident
  const rows = clocks.map(clock => [clock.name, clock.state, shortTime(clock.due), shortTime(clock.endedAt)])
  const evidence = findings.flatMap(({ rule, count, evidence }) => [
    `${rule}, ${count} times`,
    ...evidence.map(({ at, text }) => `  ${shortTime(at)}  ${text}`),
  ])
  const history = timeline.map(({ at, actor, what, why }) =>
    `${shortTime(at)}  ${actor.kind === 'person' ? actor.name : 'machine'}  ${what}  ${why}`.trimEnd(),
  )
  const parts = [
    `${id}  grade ${grade} (${GRADE_REASONS[reason].en})  ${state}  ${title.en}\n${devices.join(', ')}\n`,
    formatTable(['CLOCK', 'STATE', 'DUE', 'ENDED'], rows),
    `${evidence.join('\n')}\n`,
    `${history.join('\n')}\n`,
    ...(children.length === 0 ? [] : [`held under it: ${children.map(child => child.id).join(', ')}\n`]),
  ]
  return parts.join('\n')
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number.')
  return Number(text)
}
