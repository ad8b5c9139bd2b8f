import type { Series } from '@forewarn/shared/record.ts'
import { release } from 'node:os'

import type { Files } from '../files.ts'
import type { Source } from '../sampler/source.ts'

const SERIES: Series[] = [['forewarn.reboot.required']]
const EVERY_MS = 600_000
/** Debian's and Ubuntu's mark, made by what was installed; beside it a list of the packages that asked. */
const MARK = '/run/reboot-required'
const FACT_LENGTH = 400

/** The numbers at the front of a kernel's release and what follows them, which tells its flavour: `6.1.0-28` and `-amd64`. */
function splitRelease(text: string): { numbers: number[]; flavour: string } | null {
  const [, numbers, flavour] = /^(\d+(?:[.-]\d+)*)(.*)$/.exec(text) ?? []
  return numbers === undefined
    ? null
    : { numbers: numbers.split(/[.-]/).map(Number), flavour: (flavour ?? '').replaceAll(/\d+/g, '#') }
}

function compareNumbers(a: number[], b: number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) - (b[i] ?? 0)
  return 0
}

/** A kernel of the same flavour in /boot that is newer than the one that runs; null where the one that runs is not from there. */
export function newerKernel(boot: string[], running: string): string | null {
  const kernels = boot.flatMap(name => /^vmlinuz-(.{1,100})$/.exec(name)?.[1] ?? [])
  const own = splitRelease(running)
  if (own === null || !kernels.includes(running)) return null
  let newest: { name: string; numbers: number[] } | null = null
  for (const name of kernels) {
    const other = splitRelease(name)
    if (other === null || other.flavour !== own.flavour) continue
    if (compareNumbers(other.numbers, newest?.numbers ?? own.numbers) > 0) newest = { name, numbers: other.numbers }
  }
  return newest?.name ?? null
}

/** Whether what was updated waits for a reboot. No program is started. */
export function createRebootSource(files: Files, running: () => string = release): Source {
  return {
    name: 'reboot',
    pace: 'slow',
    everyMs: EVERY_MS,
    deadlineMs: 2_000,
    read() {
      if (files.list('/run').length === 0) return { absent: 'no /run' }
      const marked = files.exists(MARK)
      const kernel = newerKernel(files.list('/boot'), running())
      const packages =
        files
          .read(`${MARK}.pkgs`)
          ?.split('\n')
          .filter(name => /^[a-z0-9][a-z0-9+.-]*$/.test(name)) ?? []
      const why = kernel === null ? [...new Set(packages)].toSorted() : [`kernel ${kernel}`]
      const required = marked || kernel !== null
      const facts = { required, for: required ? why.join(' ').slice(0, FACT_LENGTH) : null }
      return { series: SERIES, values: [Number(required)], facts: [{ subject: 'reboot', facts }] }
    },
  }
}
