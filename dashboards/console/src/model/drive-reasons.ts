import { t } from '../i18n/i18n.ts'
import { driveCountTerm, nvmeWarningTerm } from '../i18n/terms.ts'

/** The words an agent has for a piece of evidence against a drive, or for having none, and the page's own. */
const REASONS: readonly [pattern: RegExp, tell: (part: string[]) => string][] = [
  [/^self-assessment failed$/, () => t('drives.reason.selfAssessment')],
  [/^critical warning: ([\w-]+)$/, ([, what]) => t('drives.reason.warning', { what: nvmeWarningTerm(what!) })],
  [/^endurance used (\d+) %$/, ([, used]) => t('drives.reason.endurance', { used: `${used!} %` })],
  [
    /^spare (\d+) % below (\d+) %$/,
    ([, left, limit]) => t('drives.reason.spare', { left: `${left!} %`, limit: `${limit!} %` }),
  ],
  [/^self-test failed \((.*)\)$/, ([, what]) => t('drives.reason.selfTest', { what: what! })],
  [
    /^(\d+) (\S+) (is|was) at its threshold \((.*)\)$/,
    ([, id, name, when, rest]) =>
      t(when === 'is' ? 'drives.reason.attributeNow' : 'drives.reason.attributePast', {
        id: id!,
        name: name!,
        rest: rest!,
      }),
  ],
  [/^no SMART: a USB bridge hides it$/, () => t('drives.hidden.usb')],
  [/^no SMART: a virtual disk has none$/, () => t('drives.hidden.virtual')],
  [/^no SMART: eMMC and SD cards have none$/, () => t('drives.hidden.card')],
  [/^no SMART: smartctl does not see it/, () => t('drives.hidden.controller')],
  [/^([\w-]+) (\d+)$/, ([, what, count]) => `${driveCountTerm(what!)} ${count!}`],
]

/** A reason in the language shown; one that is not known stands for itself. */
export function reasonText(reason: string): string {
  for (const [pattern, tell] of REASONS) {
    const part = pattern.exec(reason)
    if (part !== null) return tell(part)
  }
  return reason
}
