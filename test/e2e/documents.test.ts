import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, onTestFinished, test } from 'vitest'

import { jpeg } from '../../collector/src/photos/test-photos.ts'
import { ask, startCollector, temporaryFolder, type TestCollector } from '../../collector/src/test-collector.ts'

const CHROMIUM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(path => existsSync(path))

async function call<T>(at: TestCollector, method: string, path: string, body?: unknown): Promise<T> {
  return (await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })).json()
}

/** Serves the collector's documents with its own headers to a browser that has no session. */
async function signedInDoor(at: TestCollector): Promise<string> {
  const server = createServer((request, response) => {
    void fetch(new URL(request.url ?? '/', at.url), { headers: { authorization: `Bearer ${at.adminToken}` } }).then(
      async answer => {
        for (const name of ['content-type', 'content-security-policy']) {
          const value = answer.headers.get(name)
          if (value !== null) response.setHeader(name, value)
        }
        response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
      },
    )
  })
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Pdf {
  pages: number
  /** Each page's size in points. */
  sizes: string[]
}

async function print(url: string): Promise<Pdf> {
  const folder = temporaryFolder()
  const file = join(folder, 'record.pdf')
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${folder}/profile`]
  await promisify(execFile)(CHROMIUM!, [...flags, '--no-pdf-header-footer', `--print-to-pdf=${file}`, url], {
    timeout: 60_000,
  })
  const pdf = readFileSync(file)

  const text = pdf.toString('latin1')
  return {
    pages: (text.match(/\/Type ?\/Page\b(?!s)/g) ?? []).length,
    sizes: [...text.matchAll(/\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g)].map(
      size => `${Math.round(Number(size[1]))}×${Math.round(Number(size[2]))}`,
    ),
  }
}

test.runIf(CHROMIUM === undefined && process.env['CI'] === 'true')('has a browser in CI', () =>
  expect(CHROMIUM).toBeDefined(),
)

test.skipIf(CHROMIUM === undefined)(
  `a browser prints a record on one sheet, its photos on another, and a term on several, all of A4${CHROMIUM === undefined ? ' (skipped: no Chromium)' : ''}`,
  { timeout: 120_000 },
  async () => {
    const at = await startCollector()
    const site = (await call<{ id: string }>(at, 'POST', '/sites', { name: '谷雨路小学', timeZone: 'Asia/Shanghai' }))
      .id
    const room = (
      await call<{ id: string }>(at, 'POST', '/rooms', { siteId: site, name: '音乐教室', building: '启智楼' })
    ).id
    for (let index = 1; index <= 8; index++) {
      const body = {
        siteId: site,
        roomId: room,
        text: `第 ${index} 次没有声音，换了线也不行`,
        lessonStopped: index % 3 === 0,
      }
      const { id } = await call<{ id: string }>(at, 'POST', '/requests', body)
      for (const action of [
        { type: 'acknowledge' },
        { type: 'dispatch', to: '东片工程师' },
        { type: 'arrive' },
        { type: 'note', text: '音箱电源插头松动' },
        {
          type: 'resolve',
          cause: 'power',
          measures: '更换电源插头并固定，连续播放 40 分钟正常',
          parts: ['电源插头'],
          way: 'on-site',
        },
      ])
        await call(at, 'POST', `/incidents/${id}/actions`, { action })
    }
    const photo = await fetch(new URL('/api/v1/incidents/F-1/photos', at.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${at.adminToken}`, 'content-type': 'image/jpeg' },
      body: new Uint8Array(jpeg()),
    })
    expect(photo.status).toBe(201)

    const door = await signedInDoor(at)
    const one = await print(`${door}/api/v1/incidents/F-2/record?lang=zh`)
    const withPhoto = await print(`${door}/api/v1/incidents/F-1/record?lang=en`)
    const term = await print(`${door}/api/v1/sites/${site}/record?from=2020-01-01&to=2099-12-31&lang=zh`)
    expect(one.pages).toBe(1)
    expect(withPhoto.pages).toBe(2)
    expect(term.pages).toBeGreaterThanOrEqual(4)
    expect(term.pages).toBeLessThanOrEqual(9)
    expect(new Set([...one.sizes, ...term.sizes])).toEqual(new Set(['595×842']))
  },
)
