import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

/*
 * Other agents that collect about the same, started by hand on loopback with their data in a folder of the bench, and asked as their servers
 * would ask them. Those that are not installed are named and left out.
 */

/** Every so often a server asks, ms: as often as our agent samples. */
const ASK_EVERY_MS = 10_000
const STOP_MS = 5_000

export interface OtherAgent {
  name: string
  pid: number
  stop(): Promise<void>
}

/** The items a Zabbix server would ask for what our sample holds. */
const ZABBIX_ITEMS = [
  'system.cpu.util',
  'system.cpu.load[all,avg1]',
  'vm.memory.size[total]',
  'vm.memory.size[available]',
  'system.swap.size[,pused]',
  'vfs.fs.size[/,used]',
  'vfs.fs.size[/,pused]',
  'net.if.in[lo]',
  'net.if.out[lo]',
  'net.if.in[lo,errors]',
  'system.uptime',
  'proc.num',
]

interface Recipe {
  name: string
  program: string
  /** Writes what it needs and answers its arguments. */
  prepare(folder: string, port: number): string[]
  ask: ((port: number) => void) | null
}

const RECIPES: readonly Recipe[] = [
  {
    name: 'node_exporter',
    program: '/usr/bin/prometheus-node-exporter',
    prepare: (_, port) => [`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    ask: port => {
      fetch(`http://127.0.0.1:${port}/metrics`).then(answer => answer.arrayBuffer(), console.error)
    },
  },
  {
    name: 'zabbix-agent2',
    program: '/usr/sbin/zabbix_agent2',
    prepare(folder, port) {
      const file = join(folder, 'agent2.conf')
      const settings = {
        LogType: 'console',
        PidFile: join(folder, 'agent2.pid'),
        ControlSocket: join(folder, 'agent2.sock'),
        PluginSocket: join(folder, 'plugin.sock'),
        Server: '127.0.0.1',
        ListenIP: '127.0.0.1',
        ListenPort: port,
        Hostname: 'bench',
      }
      writeFileSync(
        file,
        Object.entries(settings)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      )
      return ['-c', file, '-f']
    },
    ask: port => ZABBIX_ITEMS.forEach(item => askZabbix(port, item)),
  },
  {
    name: 'Netdata',
    program: '/usr/sbin/netdata',
    prepare(folder, port) {
      const at = (name: string) => {
        mkdirSync(join(folder, name), { recursive: true })
        return join(folder, name)
      }
      const file = join(folder, 'netdata.conf')
      const global = `[global]\n  run as user = root\n[directories]\n  cache = ${at('cache')}\n  lib = ${at('lib')}\n  log = ${at('log')}\n`
      writeFileSync(file, `${global}[web]\n  bind to = 127.0.0.1:${port}\n[registry]\n  enabled = no\n`)
      return ['-D', '-c', file, '-P', join(folder, 'netdata.pid')]
    },
    ask: null,
  },
]

/** Starts those that are installed; `missing` names the others. */
export function startOtherAgents(folder: string, firstPort: number): { agents: OtherAgent[]; missing: string[] } {
  const installed = RECIPES.filter(({ program }) => existsSync(program))
  const agents = installed.map((recipe, i) => start(recipe, join(folder, recipe.name), firstPort + i))
  return { agents, missing: RECIPES.filter(recipe => !installed.includes(recipe)).map(({ name }) => name) }
}

function start({ name, program, prepare, ask }: Recipe, folder: string, port: number): OtherAgent {
  mkdirSync(folder, { recursive: true })
  const child: ChildProcess = spawn(program, prepare(folder, port), { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const asking = ask === null ? null : setInterval(() => ask(port), ASK_EVERY_MS)
  return {
    name,
    pid: child.pid!,
    async stop() {
      if (asking !== null) clearInterval(asking)
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(kill)
    },
  }
}

/** One question of the Zabbix agent's protocol: `ZBXD`, a flag, the length in eight bytes, the item's key. */
function askZabbix(port: number, item: string): void {
  const head = Buffer.alloc(13)
  head.write('ZBXD\x01')
  head.writeBigUInt64LE(BigInt(item.length), 5)
  const socket = connect(port, '127.0.0.1', () => socket.end(Buffer.concat([head, Buffer.from(item)])))
  socket.on('data', () => undefined).on('error', console.error)
}
