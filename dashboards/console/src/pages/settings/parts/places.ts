import { readPlaces } from '../../../data/console.ts'
import { useResource, type Resource } from '../../../data/resource.ts'

/** Has the schools and rooms read anew for a page that changes them. */
export const usePlaces = (): Resource<true> =>
  useResource('places', async () => {
    await readPlaces()
    return true as const
  })
