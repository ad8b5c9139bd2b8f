import { signal } from '@preact/signals'

const requests = signal(0)
let answered = 0

/** Asks the search field for the focus; one that is not there yet takes it when it appears. */
export const requestFind = () => void requests.value++

/** Whether the focus was asked for since the last call. Follows later requests. */
export function takeFindRequest(): boolean {
  const asked = requests.value > answered
  answered = requests.value
  return asked
}
