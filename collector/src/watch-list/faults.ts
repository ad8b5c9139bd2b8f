/** Something a person has to put right, and where it is: keys and indices from the top. */
export interface Fault {
  path: readonly (string | number)[]
  problem: string
}

/** Faults told at once, at most; a list with more has one cause. */
const MOST_TOLD = 50
const KEY_LENGTH = 60

/** `watchedPrograms[2].name is missing`. */
export function faultText({ path, problem }: Fault): string {
  return path.length === 0 ? `the list ${problem}` : `${pathText(path)} ${problem}`
}

/** What there is to say about them, each as `tell` says it; of a flood the first ones and their number. */
export function tellFaults(faults: readonly Fault[], tell: (fault: Fault) => string = faultText): string[] {
  const told = faults.slice(0, MOST_TOLD).map(tell)
  return faults.length > MOST_TOLD ? [...told, `and ${faults.length - MOST_TOLD} more`] : told
}

function pathText(path: Fault['path']): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    const key = step.length > KEY_LENGTH ? `${step.slice(0, KEY_LENGTH)}…` : step
    return text === '' ? key : `${text}.${key}`
  }, '')
}
