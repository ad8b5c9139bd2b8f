import { Readable } from 'node:stream'

import { BacktestInput, RuleList, RuleSettingsShape, type RuleView } from '@forewarn/shared/rule-api.ts'

import { RULES } from '../../detect/rules/index.ts'
import { ruleFaults, type RuleSettings } from '../../detect/rule-settings.ts'
import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'
import { createTurns, IfMatch, refuseOvertaken, tagged } from '../versions.ts'
import type { Studies } from '../studies.ts'

const BACKTEST_MS = 30 * 86_400_000

/** The rules: what each is for, their numbers, others for them, and what those would have found. */
export function registerRules(app: App, { store, clock }: Parts, studies: Studies): void {
  const tags = ['rules']
  const inTurn = createTurns()

  function refuseFaults(rules: RuleSettings): void {
    const faults = ruleFaults(rules)
    if (faults.length > 0) throw new Problem(400, 'invalid', `The rules do not fit: ${faults.join('; ')}.`)
  }

  app.get(
    '/rules',
    {
      config: { audience: 'viewer', scope: 'common' },
      schema: { summary: 'Every rule with its numbers', tags, response: { 200: RuleList } },
    },
    async (_request, reply) => {
      const settings = await store.rules.get()
      tagged(reply, settings)
      return { rules: describeRules(settings) }
    },
  )

  app.put(
    '/rules',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'Replace what is decided about rules; what is absent is as the rule has it',
        tags,
        headers: IfMatch,
        body: RuleSettingsShape,
        response: { 200: RuleList },
      },
    },
    async (request, reply) => {
      refuseFaults(request.body)
      await inTurn(async () => {
        refuseOvertaken(request, await store.rules.get())
        await store.rules.set(request.body, clock.now())
      })
      tagged(reply, request.body)
      return { rules: describeRules(request.body) }
    },
  )

  app.post(
    '/backtest',
    {
      config: { audience: 'engineer', audit: 'exempt' },
      schema: {
        summary:
          'What other rules would have found in the history of the whole fleet: JSON Lines, progress and then the result',
        tags,
        body: BacktestInput,
        produces: ['application/x-ndjson'],
      },
    },
    async (request, reply) => {
      const { rules, since } = request.body
      refuseFaults(rules)
      const until = clock.now()
      const from = since === undefined ? until - BACKTEST_MS : Date.parse(since)
      if (from >= until) throw new Problem(400, 'invalid', '“since” must lie in the past.')
      const before = await store.rules.get()
      const study = studies.begin({ type: 'backtest', before, after: rules, since: from, until })
      return reply.type('application/x-ndjson').send(Readable.from(study))
    },
  )
}

function describeRules(settings: RuleSettings): RuleView[] {
  return RULES.map(({ name, doc, knobs }) => ({
    name,
    doc,
    enabled: settings[name]?.enabled !== false,
    knobs: Object.entries(knobs).map(([knob, about]) => ({
      name: knob,
      value: settings[name]?.knobs?.[knob] ?? about.default,
      default: about.default,
      minimum: about.minimum,
      maximum: about.maximum,
      doc: about.doc,
    })),
  }))
}
