import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { overflow } from './browser.ts'
import { latestOf } from './samples.ts'
import { barriers, inBrowser, LOOKS, type Look } from './suite.ts'

/** What each section of a sound machine says, in both languages. */
const SOUND: Record<string, { zh: RegExp; en: RegExp }> = {
  peripherals: {
    zh: /必需 3，全部在位.*Room camera\s*摄像头 · 必需\s*在位/s,
    en: /3 required, all present.*Room camera\s*camera · required\s*Present/s,
  },
  reach: { zh: /网关ICMP.*应答.*0\.6 毫秒.*0 %.*0\.1 毫秒/s, en: /GatewayICMP.*Answers.*0\.6 ms.*0 %.*0\.1 ms/s },
  programs: { zh: /白板.*运行中.*12 %.*812 MB.*2,341/s, en: /Teaching helper.*Not running/s },
  drives: {
    zh: /nvme0Example SSD 256 · 238 GB · NVMe 固态 · \S+ 的读数.*健康.*43 °C.*91 %.*267 天.*备用块剩余 100 %.*依据自检结论和计数 · 最近自检通过/s,
    en: /sdaExample HD 1000 · 932 GB · hard disk.*Healthy.*39 °C.*Pending sectors 0.*Transfer \(CRC\) errors 2.*rests on its own verdict/s,
  },
  volumes: { zh: /\/data.*24 %.*195 GB.*256 GB.*3 %.*可写/s, en: /\/data.*24 %.*195 GB.*256 GB.*3 %.*Writable/s },
  sensors: {
    zh: /Package id 0.*59 °C.*84 °C \/ 100 °C.*正常.*CPU fan.*1,180 转\/分.*300 转\/分/s,
    en: /Package id 0.*59 °C.*84 °C \/ 100 °C.*Fine.*CPU fan.*1,180 rpm/s,
  },
  disks: { zh: /nvme0n1.*7 %.*0\.41 毫秒.*1\.2 MB\/s.*73 次\/秒/s, en: /sda.*31 %.*18\.2 ms.*2\.3 MB\/s.*73 \/s/s },
  network: {
    zh: /eth0.*接通.*1,000 Mbit\/s.*3.*118.*5.*wlan0.*未接通/s,
    en: /eth0.*Up.*1,000 Mbit\/s.*wlan0.*Not connected/s,
  },
  power: {
    zh: /市电供电.*BAT0Example UB-4 Li-ion.*97 %.*88 %/s,
    en: /On mains power.*BAT0Example UB-4 Li-ion.*97 %.*88 %/s,
  },
  upkeep: {
    zh: /失败的服务\s*没有.*12 个更新，其中安全更新 3.*不需要.*快 312 毫秒.*自动校时\s*是.*14\.1 毫秒/s,
    en: /Failed services\s*none.*12 updates, 3 of them security.*not required.*312 ms fast.*works, in 14\.1 ms/s,
  },
  load: { zh: /最忙的核\s*41 %.*已承诺内存\s*11 GB.*处理器.*2 %/s, en: /Busiest core\s*41 %.*Disks.*0\.6 %.*0\.2 %/s },
  processes: {
    zh: /312 个进程.*睡眠 305.*僵死 1.*whiteboard.*12 %.*系统内核.*816 MB/s,
    en: /312 processes.*sleeping 305.*Most memory.*gnome-shell.*240 MB/s,
  },
  events: {
    zh: /外设消失 Example Room Camera.*种类 摄像头.*USB 错误 1-4 ×214.*原因 收到信号.*something\.from\.a\.newer\.agent/s,
    en: /USB error 1-4 ×214.*Out of memory: Killed process 1702.*found reallocated sectors 1208, pending sectors 48/s,
  },
  boots: {
    zh: /开机.*上次 异常停机 · 原因 断电或卡死 · 停了 4 分 7 秒 · 开机用 31\.4 秒.*探针启动/s,
    en: /Machine started.*last time unclean stop · cause power cut or hang · down for 4 min 7 s/s,
  },
  agent: {
    zh: /探针内存\s*41 MB.*采集节奏\s*正常.*硬盘健康.*成功/s,
    en: /Agent memory\s*41 MB.*Pace\s*normal.*Drive health.*Works/s,
  },
  record: {
    zh: /操作系统.*Debian GNU\/Linux 12.*机箱\s*一体机.*内存条 1\s*8 GiB DDR4.*smartmontools\s*未安装/s,
    en: /Operating system.*Housing\s*all-in-one.*Module 2\s*8 GiB DDR4.*smartmontools\s*not installed/s,
  },
}

inBrowser('what a device tells, in a browser', 40_000, stage => {
  async function lookAt(look: Look, ...ids: string[]): Promise<Page> {
    const page = await stage.look(look)
    for (const id of ids) await settle(page, id)
    return page
  }

  async function settle(page: Page, id: string): Promise<void> {
    await page.goto(`${stage.stub.url}/devices/${id}`)
    await page.waitForSelector('.plot canvas')
    await page.waitForSelector('.sk', { state: 'detached' })
  }

  describe.each(LOOKS)('at $width px in $locale, $colorScheme', look => {
    const language = look.locale === 'zh-CN' ? 'zh' : 'en'

    it('every section says what was read, with its unit and in its language', async () => {
      const page = await lookAt(look, 'd1')
      for (const [id, { [language]: said }] of Object.entries(SOUND))
        expect(await page.locator(`#${id}`).textContent(), id).toMatch(said)
      expect(await page.locator('#other').count(), 'a metric of the catalogue has no section').toBe(0)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    })

    it('nothing on it is out of reach for those who cannot see or point', async () => {
      const page = await lookAt(look, look.width === 390 ? 'd1' : 'd5')
      expect(await barriers(page)).toEqual([])
    })
  })

  it('tells what is wrong in its answer, in the index and where it stands', async () => {
    const page = await lookAt(LOOKS[2], 'd5')
    expect(await page.locator('.head p').textContent()).toBe(
      'Room camera, which is required, is missing; drive sda is failing; /data became read-only and takes nothing; ' +
        '白板 does not respond; 2 more.',
    )
    const marked = page.locator('.contents a', { has: page.locator('.i') })
    expect(await marked.allTextContents()).toEqual([
      'Peripherals',
      'Watched programs',
      'Drives',
      'Volumes',
      'Temperatures and fans',
    ])
    const first = page.locator('#peripherals tbody tr').first()
    expect(await first.textContent()).toMatch(/Room camera.*Missing/s)
    for (const [section, said] of [
      ['drives', /Failing.*look at cable and socket first · rests on counters alone/s],
      ['volumes', /Read-only/],
      ['programs', /Not responding/],
      ['sensors', /102 °C.*Critical.*0 rpm.*Too slow/s],
      ['power', /Running on battery/],
      ['reach', /No answer/],
      ['upkeep', /2 services cups\.service, display-manager\.service.*Required kernel 6\.1\.0-28-amd64/s],
      ['agent', /slowed 4 times/],
    ] as const)
      expect(await page.locator(`#${section}`).textContent(), section).toMatch(said)
  })

  it('says that all is well of a machine without any of these parts, and shows no section for them', async () => {
    const stripped = stage.stub.devices.map(one => (one.id === 'd1' ? { ...one, id: 'plain' } : one))
    stage.stub.devices = stripped
    stage.stub.answer = (device, at) => {
      const whole = latestOf(device, at)
      const plain = /^(system\.(cpu|memory|filesystem|network)|process)\./
      return { ...whole, readings: whole.readings.filter(({ metric }) => plain.test(metric)), inventory: [] }
    }
    const page = await lookAt(LOOKS[2], 'plain')
    expect(await page.locator('.head p').textContent()).toMatch(/^All is well/)
    expect(await page.locator('.contents a').allTextContents()).toEqual([
      'Trends',
      'Timeline',
      'Volumes',
      'Network cards',
      'Load',
      'Events',
      'Boots and stops',
      'Data ledger',
      'Agent',
      'Record',
    ])
  })

  describe.each(LOOKS)('the incidents and the timeline at $width px in $locale, $colorScheme', look => {
    it('stand on its page, and its answer does not say that all is well', async () => {
      const page = await lookAt(look, 'd1')
      await page.goto(`${stage.stub.url}/devices/d1?range=24h`)
      const zh = look.locale === 'zh-CN'
      await page.locator('#timeline .lanes use').first().waitFor()
      expect(await page.locator('.head p').textContent()).toMatch(
        zh ? /^故障未解决：4 台设备同时失联。$/ : /^Unsolved incident: 4 devices silent at once\.$/,
      )
      expect(await page.locator('#incidents').textContent()).toMatch(
        zh ? /一级4 台设备同时失联疑似.*二级电脑反复非正常重启处理中/s : /Grade 1.*Suspected.*Grade 2.*In progress/s,
      )
      expect(await page.locator('#timeline p').first().textContent()).toMatch(
        zh
          ? /^24 小时内：开机 1 次，崩溃 \d+ 次，错误 \d+ 个，故障 2 件。$/
          : /boots 1, crashes \d+, errors \d+, incidents 2\.$/,
      )
      expect(await page.locator('#timeline .run-off').count()).toBe(1)
      expect(await page.locator('#timeline use title').allTextContents()).toContainEqual(
        expect.stringMatching(zh ? /停机 断电或卡死/ : /Stopped: power cut or hang/),
      )
      await page.getByRole('link', { name: zh ? /二级 电脑反复/ : /Grade 2 The computer/ }).focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/incidents\/F-19$/)
    })
  })

  it('leads from its index to each section', async () => {
    const page = await lookAt(LOOKS[3], 'd1')
    for (const link of await page.locator('.contents a').all()) {
      const target = (await link.getAttribute('href')) ?? ''
      await link.click()
      await page.locator(target).waitFor()
      const top = await page.locator(target).evaluate(element => element.getBoundingClientRect().top)
      expect(top, target).toBeLessThan(900)
    }
    expect(new URL(page.url()).pathname).toBe('/devices/d1')
  })

  it('takes a section away when its readings end, and shows a new one', async () => {
    const page = await lookAt(LOOKS[2], 'd1')
    const { readings } = latestOf(stage.stub.devices[0]!, Date.now() + 1000)
    stage.stub.pushReadings(
      'd1',
      readings.filter(({ metric }) => !/battery|power\.mains/.test(metric)),
    )
    await page.locator('#power').waitFor({ state: 'detached' })
    stage.stub.pushReadings('d1', [
      ...latestOf(stage.stub.devices[0]!, Date.now() + 2000).readings,
      {
        metric: 'hw.voltage',
        attributes: { 'hw.id': '12V rail' },
        unit: 'V',
        value: 11.94,
        at: new Date(Date.now() + 2000).toISOString(),
      },
    ])
    await page.locator('#power').waitFor()
    expect(await page.locator('#other').textContent()).toMatch(/hw\.voltage.*part 12V rail.*11\.9 V/s)
  })

  it('stands whatever an agent says, and shows it as text', async () => {
    const page = await lookAt(LOOKS[3], 'h0')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(await page.title()).not.toBe('owned')
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(await page.locator('main').textContent()).not.toMatch(/NaN|Infinity|undefined|\[object/)
    expect(await page.locator('#other tbody tr').count()).toBe(200)
    expect(await page.locator('#other').textContent()).toMatch(/200 more not listed$/)
  })
})
