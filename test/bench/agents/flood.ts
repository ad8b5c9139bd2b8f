import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import type { EnrolledDevice } from './enrolled.ts'
import type { FloodNews, FloodTask } from './flood-process.ts'

type NewsOf<Type extends FloodNews['type']> = Extract<FloodNews, { type: Type }>

/** Starts the process that floods, and connects its agents. */
export async function startFlood(address: string, devices: EnrolledDevice[]) {
  const child = fork(join(import.meta.dirname, 'flood-process.ts'), { stdio: ['ignore', 2, 2, 'ipc'] })
  const heard: FloodNews[] = []
  let wake = (): void => undefined
  child.on('message', news => {
    heard.push(news as FloodNews)
    wake()
  })
  child.on('exit', () => wake())

  async function hear<Type extends FloodNews['type']>(type: Type): Promise<NewsOf<Type>> {
    while (heard.length === 0) {
      if (child.exitCode !== null) throw new Error('the flooding process ended')
      await new Promise<void>(resolve => (wake = resolve))
    }
    const news = heard.shift()!
    if (news.type !== type) throw new Error(`expected "${type}", heard "${news.type}"`)
    return news as NewsOf<Type>
  }
  const ask = (task: FloodTask): void => void child.send(task)

  ask({ type: 'connect', address, devices })
  await hear('connected')
  return {
    /** Floods, and asks `read` at the beginning and the end of the measured time; answers what it read in between. */
    async flood(task: Omit<FloodTask & { type: 'flood' }, 'type'>, read: () => number) {
      ask({ type: 'flood', ...task })
      await hear('begins')
      const before = read()
      const ends = await hear('ends')
      const used = read() - before
      await hear('drained')
      return { ...ends, used }
    },
    async stop(): Promise<void> {
      child.disconnect()
      child.kill()
      await once(child, 'exit')
    },
  }
}
