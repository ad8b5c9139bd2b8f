import type { Session } from './session.ts'

/** A time in which the machine slept and its run did not end, ms. */
export interface Sleep {
  from: number
  to: number
  how: 'sleep' | 'hibernate' | 'saved' | 'standby'
}

/** A clock that was not read yet after waking shows a moment so close to falling asleep, ms. */
const STALE_CLOCK_MS = 60_000

/** The sleeps of a run. The last one is none where the run ended with it because the next began out of a saved session. */
export function sleepsOf({ between }: Session, endsSaved: boolean): Sleep[] {
  const sleeps: Sleep[] = []
  let open: { from: number; to: number | null; how: Sleep['how'] } | null = null
  const finish = (): void => {
    if (open !== null && open.to !== null) sleeps.push({ ...open, to: Math.max(open.from, open.to) })
    open = null
  }
  for (const mark of between) {
    switch (mark.tells) {
      case 'asleep':
        finish()
        open = { from: mark.at, to: null, how: mark.how }
        break
      case 'standby':
        if (open === null) open = { from: mark.at, to: null, how: 'standby' }
        break
      case 'awake':
      case 'standby-over':
        if (open !== null) open.to ??= mark.at
        if (mark.tells === 'standby-over' && open?.how === 'standby') finish()
        break
      case 'clock':
        // Woken, but by a clock that still stood where it was saved.
        if (open !== null && open.to !== null && Math.abs(mark.from - open.to) <= STALE_CLOCK_MS && mark.to > mark.from)
          open.to = mark.to
        break
      case 'slept':
        // Told some seconds after waking; without a beginning it tells of the start of this run.
        if (open !== null) {
          open.to = mark.to ?? open.to ?? mark.at
          if (mark.how !== 'sleep') open.how = mark.how
        }
        finish()
        break
      case 'kernel':
      case 'boot-type':
      case 'shutdown-was':
      case 'resume-failed':
      case 'log-open':
      case 'version':
      case 'log-closed':
      case 'unexpected':
      case 'dirty':
      case 'bugcheck':
      case 'dump-failed':
      case 'asked':
      case 'power-off':
      case 'kernel-stop':
      case 'cleared':
        break
    }
  }
  if (!endsSaved) finish()
  return sleeps
}
