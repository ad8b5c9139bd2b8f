import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

type Mode = 'open' | 'cut' | 'black-hole'

/**
 * The network between an agent and its collector: a TCP proxy on a free port. `cut` ends what is connected and refuses what comes;
 * `blackHole` leaves sockets open and lets every byte vanish, as a dead switch or a suspended laptop does.
 */
export async function startProxy(targetPort: number) {
  const pairs = new Set<[near: Socket, far: Socket]>()
  const vanished = new WeakSet<Socket>()
  let mode: Mode = 'open'
  let bytesPerSecond = Infinity

  const server = createServer(near => {
    near.on('error', () => near.destroy())
    if (mode === 'cut') return void near.resetAndDestroy()
    const far = connect(targetPort, '127.0.0.1')
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    for (const [from, to] of [pair, [far, near]] as const) {
      from.on('error', () => to.destroy())
      from.on('close', () => {
        pairs.delete(pair)
        if (!vanished.has(from)) to.destroy()
      })
      from.on('data', (bytes: Buffer) => {
        if (vanished.has(from)) return
        to.write(bytes)
        // A slow link: nothing more is read from this side until these bytes would have passed.
        if (from !== near || bytesPerSecond === Infinity) return
        from.pause()
        setTimeout(() => from.resume(), (bytes.length / bytesPerSecond) * 1000)
      })
    }
    if (mode === 'black-hole') vanish(pair)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function vanish(pair: [Socket, Socket]): void {
    for (const socket of pair) vanished.add(socket)
  }

  onTestFinished(async () => {
    for (const [near, far] of pairs) {
      near.destroy()
      far.destroy()
    }
    server.close()
    await once(server, 'close')
  })

  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(): void {
      mode = 'open'
    },
    cut(): void {
      mode = 'cut'
      for (const [near, far] of pairs) {
        near.resetAndDestroy()
        far.resetAndDestroy()
      }
    },
    blackHole(): void {
      mode = 'black-hole'
      for (const pair of pairs) vanish(pair)
    },
    /** Limits what one agent's connection carries towards the collector. */
    slowDown(limit: number): void {
      bytesPerSecond = limit
    },
    connections: () => pairs.size,
  }
}
