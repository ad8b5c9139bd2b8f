import { countOf, fieldsOf, listOf, textOf, type Fields } from '@forewarn/shared/evidence/json-fields.ts'
import type { InventoryBody } from '@forewarn/shared/record.ts'

import { isPlaceholder } from '../hardware.ts'
import { ownProgram } from '../own-program.ts'
import type { Source } from '../sampler/source.ts'
import type { SourceParts } from './index.ts'

/** Parts are changed with the machine switched off. */
const EVERY_MS = 24 * 3_600_000
/** nvidia-smi alone may take ten seconds to wake a sleeping card. */
const LIMITS = { deadlineMs: 40_000, maxBytes: 256 * 1024 }
const MOST_PARTS = 16
const GIB = 2 ** 30

/** Memory modules and graphics, which the kernel does not list in one place: read by a process of their own that ends when it has printed. */
export function createComponentsSource(
  { commands }: Pick<SourceParts, 'commands'>,
  own: [program: string, script: string] | null = ownProgram(),
  platform: NodeJS.Platform = process.platform,
): Source {
  return {
    name: 'components',
    pace: 'heavy',
    everyMs: EVERY_MS,
    deadlineMs: 60_000,
    async read(_tick, signal) {
      // There the package keeps a PowerShell that outlives it.
      if (platform === 'win32') return { absent: 'not read this way on Windows' }
      if (own === null) return { absent: 'the agent runs inside another program' }
      const result = await commands.run(own[0], [own[1], 'probe-hardware'], { ...LIMITS, signal })
      if (result.kind !== 'done') throw new Error(`reading the hardware: ${result.kind}`)
      if (result.code !== 0) throw new Error(`reading the hardware ended with ${result.code}`)
      const facts = componentFacts(result.stdout)
      if (facts.length === 0) return { absent: 'nothing to be learnt without dmidecode and lspci' }
      return { series: [], values: [], facts }
    },
  }
}

/** Facts from what the process printed. What makers write where they had nothing to say is left out. */
export function componentFacts(printed: string): InventoryBody[] {
  let answer: Fields
  try {
    answer = fieldsOf(JSON.parse(printed))
  } catch {
    throw new Error('reading the hardware printed no JSON')
  }
  const modules = listOf(answer['modules'], MOST_PARTS).flatMap(describeModule)
  const controllers = listOf(fieldsOf(answer['graphics'])['controllers'], MOST_PARTS).flatMap(describeController)
  return [
    ...(modules.length === 0 ? [] : [{ subject: 'memory-modules', facts: numbered('module', modules) }]),
    ...(controllers.length === 0 ? [] : [{ subject: 'graphics', facts: numbered('controller', controllers) }]),
  ]
}

function describeModule({ size, type, clockSpeed, manufacturer, partNum, bank }: Fields): string[] {
  const bytes = countOf(size)
  const kind = said(type)
  // Without dmidecode the package makes up one module of the whole memory.
  if (bytes === null || bytes === 0 || (kind === null && said(partNum) === null)) return []
  const speed = countOf(clockSpeed, 100_000)
  const words = [
    `${Math.round((bytes / GIB) * 10) / 10} GiB`,
    kind,
    speed === null || speed === 0 ? null : `${speed} MT/s`,
  ]
  return [line([...words, said(manufacturer), said(partNum), said(bank)])]
}

function describeController({ vendor, model, vram, driverVersion }: Fields): string[] {
  if (said(model) === null && said(vendor) === null) return []
  const megabytes = countOf(vram, 1_000_000)
  const memory = megabytes === null || megabytes === 0 ? null : `${megabytes} MiB`
  const driver = said(driverVersion)
  return [line([said(vendor), said(model), memory, driver === null ? null : `driver ${driver}`])]
}

function said(value: unknown): string | null {
  const text = textOf(value)
  return text === null || isPlaceholder(text) ? null : text
}

function line(words: (string | null)[]): string {
  return words.filter(word => word !== null).join(' ')
}

function numbered(name: string, lines: string[]): InventoryBody['facts'] {
  return Object.fromEntries(lines.map((text, i) => [`${name} ${i + 1}`, text]))
}
