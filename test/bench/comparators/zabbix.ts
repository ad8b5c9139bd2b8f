import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'

import { treeSeconds } from '../measure/processes.ts'

/*
 * A Zabbix 6.0 server on PostgreSQL, both from Debian, started by hand on loopback with their data in a folder of the bench, and fed through
 * the sender's protocol. Its answer comes before the database has the values: it promises less than an ack of ours.
 */

const SCHEMA = '/usr/share/zabbix-server-pgsql'
const SERVER = '/usr/sbin/zabbix_server'
const POSTGRES = '/usr/lib/postgresql/15/bin'
const ITEMS = 12
const SENDERS = 8
const READY_MS = 60_000
const STOP_MS = 10_000
/** Once they need less than this share of a core, all values are in the database. */
const CALM_SHARE = 0.1

export interface ZabbixOptions {
  folder: string
  hosts: number
  port: number
  say(text: string): void
}

/** Whether all that the comparison takes is installed, and this user may start PostgreSQL as its own. */
export function canRunZabbix(): boolean {
  return (
    process.getuid?.() === 0 &&
    [SERVER, `${SCHEMA}/schema.sql.gz`, `${POSTGRES}/initdb`].every(path => existsSync(path))
  )
}

/** Starts both, with 12 items on every host. */
export async function startZabbix({ folder, hosts, port, say }: ZabbixOptions) {
  const user = {
    uid: Number(execFileSync('id', ['-u', 'postgres'])),
    gid: Number(execFileSync('id', ['-g', 'postgres'])),
  }
  mkdirSync(folder, { recursive: true })
  chownSync(folder, user.uid, user.gid)
  // The bench's own folder is for this user alone; the database's user has to get through.
  chmodSync(join(folder, '..'), 0o711)
  const data = join(folder, 'data')
  const child = { stdio: ['ignore', 'ignore', 'ignore'] as ['ignore', 'ignore', 'ignore'], cwd: folder, ...user }
  say('a database for Zabbix')
  execFileSync(
    `${POSTGRES}/initdb`,
    ['-D', data, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-U', 'zabbix'],
    child,
  )
  const settings = [`port=${port + 1}`, 'listen_addresses=', `unix_socket_directories=${folder}`].flatMap(one => [
    '-c',
    one,
  ])
  const postgres = spawn(`${POSTGRES}/postgres`, ['-D', data, ...settings], child)
  const query = (database: string, sql: string) =>
    execFileSync(
      `${POSTGRES}/psql`,
      ['-h', folder, '-p', String(port + 1), '-U', 'zabbix', '-qAt', '-v', 'ON_ERROR_STOP=1', database],
      {
        input: sql,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    ).trim()
  await until(() => query('postgres', 'SELECT 1') === '1')
  query('postgres', 'CREATE DATABASE zabbix')
  for (const name of ['schema', 'images', 'data'])
    query('zabbix', gunzipSync(readFileSync(`${SCHEMA}/${name}.sql.gz`)).toString())
  query('zabbix', itemsSql(hosts))

  const config = join(folder, 'server.conf')
  const lines = {
    LogType: 'console',
    PidFile: join(folder, 'server.pid'),
    SocketDir: folder,
    DBHost: folder,
    DBPort: port + 1,
    DBName: 'zabbix',
    DBUser: 'zabbix',
    ListenIP: '127.0.0.1',
    ListenPort: port,
    CacheSize: '128M',
    HistoryCacheSize: '128M',
    HistoryIndexCacheSize: '64M',
    TrendCacheSize: '64M',
    ValueCacheSize: '64M',
    HousekeepingFrequency: 0,
  }
  writeFileSync(
    config,
    Object.entries(lines)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const server = spawn(SERVER, ['-c', config, '-f'], child)
  await until(async () => (await send(port, valuesOf(0, 1, 0))).failed === 0)

  const used = () => treeSeconds(postgres.pid!) + treeSeconds(server.pid!)
  async function calm(): Promise<void> {
    for (let i = 0; i < 120; i++) {
      const before = used()
      await pause(1_000)
      if (used() - before < CALM_SHARE) return
    }
  }

  return {
    /** Sends samples of 12 values from host after host for so long; values a CPU-second of both servers until all are in the database. */
    async flood(samples: number, forMs: number): Promise<number> {
      await calm()
      const [before, from] = [used(), performance.now()]
      const had = Number(query('zabbix', 'SELECT count(*) FROM history'))
      let message = 0
      await Promise.all(
        Array.from({ length: SENDERS }, async () => {
          while (performance.now() - from < forMs) await send(port, valuesOf(message % hosts, samples, message++))
        }),
      )
      await calm()
      const spent = used() - before
      return (Number(query('zabbix', 'SELECT count(*) FROM history')) - had) / spent
    },
    async stop(): Promise<void> {
      await end(server, 'SIGTERM')
      await end(postgres, 'SIGINT')
    },
  }
}

/** Hosts with trapper items of floats, ids from 100,000 on, as the page would have made them. */
function itemsSql(hosts: number): string {
  return `
    INSERT INTO hosts (hostid, host, name, name_upper) SELECT 100000 + h, 'bench-' || h, 'bench-' || h, 'BENCH-' || h
      FROM generate_series(0, ${hosts - 1}) h;
    INSERT INTO items (itemid, type, hostid, name, key_, delay, value_type)
      SELECT 1000000 + h * ${ITEMS} + i, 2, 100000 + h, 'item ' || i, 'bench.item[' || i || ']', '0', 0
      FROM generate_series(0, ${hosts - 1}) h, generate_series(0, ${ITEMS - 1}) i;
    INSERT INTO item_rtdata (itemid) SELECT itemid FROM items WHERE itemid >= 1000000;`
}

function valuesOf(host: number, samples: number, message: number): unknown[] {
  const now = Math.floor(Date.now() / 1000)
  return Array.from({ length: samples * ITEMS }, (_, i) => ({
    host: `bench-${host}`,
    key: `bench.item[${i % ITEMS}]`,
    value: String(Math.round(Math.sin(message + i) * 1e4) / 1e4),
    clock: now - samples + Math.floor(i / ITEMS),
    ns: message % 1e9,
  }))
}

/** One request of the sender's protocol on a connection of its own. */
async function send(port: number, data: unknown[]): Promise<{ failed: number }> {
  const body = Buffer.from(JSON.stringify({ request: 'sender data', data }))
  const head = Buffer.alloc(13)
  head.write('ZBXD\x01')
  head.writeBigUInt64LE(BigInt(body.length), 5)
  const socket = connect(port, '127.0.0.1')
  socket.end(Buffer.concat([head, body]))
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  const failed = /failed: (\d+)/.exec(Buffer.concat(parts).toString())
  return { failed: failed === null ? data.length : Number(failed[1]) }
}

async function until(ready: () => boolean | Promise<boolean>): Promise<void> {
  const from = performance.now()
  for (;;) {
    try {
      if (await ready()) return
    } catch {
      // It does not listen yet.
    }
    if (performance.now() - from > READY_MS) throw new Error('Zabbix or its database did not start within a minute')
    await pause(300)
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
  const ended = once(child, 'exit')
  child.kill(signal)
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(kill)
}
