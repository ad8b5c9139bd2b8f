import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { WindowsEvent } from './event.ts'
import { eventOf, xmlOf } from './testing/events.ts'
import { createEventXmlReader } from './xml.ts'

function read(...pieces: string[]): { events: WindowsEvent[]; damaged: number; truncated: boolean } {
  const events: WindowsEvent[] = []
  const reader = createEventXmlReader(event => events.push(event))
  for (const piece of pieces) reader.push(piece)
  reader.end()
  return { events, damaged: reader.damaged, truncated: reader.truncated }
}

const SYSTEM =
  '<System><Provider Name="disk" Guid="{0}"/><EventID Qualifiers="32772">153</EventID><Level>3</Level>' +
  '<TimeCreated SystemTime="2024-03-04T05:06:07.891234500Z"/><EventRecordID>436</EventRecordID><Channel>System</Channel>' +
  '<Computer>ROOM-301</Computer><Security UserID="S-1-5-21-7"/></System>'
const event = (rest: string): string => `<Event xmlns="http://x">${SYSTEM}${rest}</Event>`
const DISK = event('<EventData><Data>\\Device\\Harddisk0\\DR0</Data><Data/><Binary>0F01</Binary></EventData>')

describe('an event', () => {
  test('has what rules need, and neither the computer nor the user', () => {
    expect(read(DISK).events).toEqual([
      {
        provider: 'disk',
        id: 153,
        qualifiers: 32_772,
        version: 0,
        level: 3,
        task: 0,
        at: Date.UTC(2024, 2, 4, 5, 6, 7, 891),
        recordId: 436,
        channel: 'System',
        data: [
          [null, '\\Device\\Harddisk0\\DR0'],
          [null, ''],
        ],
        binary: '0F01',
        userData: [],
      },
    ])
  })

  test('as wevtutil writes it reads back as it was', () => {
    const given = eventOf(
      'Kernel & <Co>',
      41,
      { BugcheckCode: 292, Text: "5 > 4 & it's < 6" },
      { recordId: 7, binary: 'AB' },
    )
    expect(read(xmlOf(given)).events).toEqual([{ ...given, at: given.at }])
  })

  test('user data by the paths of its elements', () => {
    const xml = event('<UserData><Info xmlns="http://y"><A><B> 1 </B><B>2</B></A><C/>x</Info></UserData>')
    expect(read(xml).events[0]!.userData).toEqual([
      ['Info/A/B', '1'],
      ['Info/A/B', '2'],
      ['Info/C', ''],
    ])
  })

  test.each([
    ['single quotes and spaces', DISK.replaceAll('"', "'").replace("Name='disk'", "Name  =\n 'disk'")],
    ['pretty printed', DISK.replaceAll('><', '>\r\n  <')],
    ['a declaration and a root', `<?xml version="1.0"?>\n<Events>${DISK}</Events>`],
    ['comments around and inside', `<!-- <Event> -->${DISK.replace('<System>', '<!-- </System> <Event> --><System>')}`],
    [
      'rendered text beside it',
      DISK.replace('</Event>', '<RenderingInfo Culture="zh-CN"><Message>出错</Message></RenderingInfo></Event>'),
    ],
    ['a greater-than sign in an attribute', DISK.replace('Guid="{0}"', 'Guid="a>b"')],
  ])('%s', (_name, xml) => {
    expect(read(xml)).toMatchObject({
      events: [{ provider: 'disk', id: 153, recordId: 436 }],
      damaged: 0,
      truncated: false,
    })
  })

  test.each([
    ['&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['&#x200E;&#50; &#x2F;', '\u200e2 /'],
    ['<![CDATA[<Event> & </Event>]]> end', '<Event> & </Event> end'],
    ['&#0;&#xD800;&#x110000;&#99999999999;', '\ufffd\ufffd\ufffd&#99999999999;'],
    ['&unknown; &amp', '&unknown; &amp'],
    ['\ud800x', '\ufffdx'],
  ])('text %j is read as %j', (written, text) => {
    expect(read(event(`<EventData><Data Name="a">${written}</Data></EventData>`)).events[0]!.data).toEqual([
      ['a', text],
    ])
  })

  test.each([
    ['2024-03-04T05:06:07Z', '2024-03-04T05:06:07.000Z'],
    ['2024-02-29T23:59:59.9Z', '2024-02-29T23:59:59.900Z'],
    ['2024-03-04T05:06:07.8999999Z', '2024-03-04T05:06:07.899Z'],
  ])('the time %s', (written, expected) => {
    const xml = DISK.replace('2024-03-04T05:06:07.891234500Z', written)
    expect(new Date(read(xml).events[0]!.at).toISOString()).toBe(expected)
  })
})

describe('damage', () => {
  const other = DISK.replace('>436<', '>437<')

  test.each([
    ['no time', DISK.replace(/<TimeCreated[^>]*>/, '')],
    ['a time that is none', DISK.replace('2024-03-04', '2024-13-04')],
    ['no id', DISK.replace('>153<', '><')],
    ['an id that is no number', DISK.replace('>153<', '>0x99<')],
    ['no provider', DISK.replace('Name="disk"', '')],
    ['an element closed by another', DISK.replace('</System>', '</Sys>')],
    ['an attribute without quotes', DISK.replace('"disk"', 'disk')],
    ['an attribute without end', DISK.replace('"disk"', '"disk')],
    ['a document type inside', DISK.replace('<System>', '<!DOCTYPE x><System>')],
    ['fields without end', event(`<EventData>${'<Data>1</Data>'.repeat(5_000)}</EventData>`)],
    ['elements inside elements', event(`<UserData>${'<a>'.repeat(50)}${'</a>'.repeat(50)}</UserData>`)],
    ['a text longer than any event', event(`<EventData><Data>${'x'.repeat(1_100_000)}</Data></EventData>`)],
    ['cut off before the next begins', DISK.slice(0, -40)],
    ['cut off in a tag', DISK.slice(0, 90)],
    ['a comment without end', DISK.replace('</System>', '<!-- </System>')],
  ])('%s: passed over and counted, the next is read', (_name, damaged) => {
    expect(read(damaged + other)).toMatchObject({ events: [{ recordId: 437 }], damaged: 1, truncated: false })
  })

  test.each([1, 30, 100, 250, DISK.length - 1])('cut off after %i characters: what came before is read', length => {
    const { events, damaged, truncated } = read(other + DISK.slice(0, length))
    expect(events).toHaveLength(1)
    expect({ damaged, truncated }).toEqual({ damaged: 0, truncated: length >= 30 })
  })

  test('what a document type declares is never expanded, and is no event', () => {
    const bomb = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
    const dtd = `<!DOCTYPE x [<!ENTITY l0 "<Event>">${bomb}<!ENTITY file SYSTEM "file:///etc/passwd">]>`
    const xml = event('<EventData><Data>&l9;&file;</Data></EventData>')
    expect(read(dtd + xml)).toMatchObject({ events: [{ data: [[null, '&l9;&file;']] }], damaged: 0 })
  })

  test.each([
    ['nothing but starts', '<Event>'.repeat(100_000)],
    ['comments never closed', '<Event><!--'.repeat(80_000)],
    ['attributes never closed', '<Event a="'.repeat(80_000)],
    ['ends of nothing', '</Event></'.repeat(80_000)],
    ['sections never closed', '<Event><![CDATA['.repeat(60_000)],
    ['types never closed', '<!DOCTYPE [<Event>'.repeat(50_000)],
    ['no markup at all', 'x'.repeat(2_000_000)],
  ])('megabytes of %s take time linear in their length', (_name, text) => {
    const started = process.cpuUsage()
    expect(read(text).events).toEqual([])
    expect(process.cpuUsage(started).user).toBeLessThan(3_000_000)
  })

  test('whatever is broken in a log, it ends, and invents nothing', () => {
    const log = Array.from({ length: 5 }, (_, i) => DISK.replace('>436<', `>${i}<`)).join('\n')
    const cut = fc.record({
      at: fc.nat(log.length),
      remove: fc.nat(60),
      insert: fc.constantFrom('', '<', '>', '"', '&', '<Event>', ']]>', '\0'),
    })
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 4 }), cuts => {
        let text = log
        for (const { at, remove, insert } of cuts) text = text.slice(0, at) + insert + text.slice(at + remove)
        const { events } = read(text)
        expect(events.length).toBeLessThanOrEqual(5 + cuts.length)
        for (const { provider, at } of events) expect([typeof provider, Number.isFinite(at)]).toEqual(['string', true])
      }),
    )
  })
})

test('pieces of any size give what the whole gives', () => {
  const log = `\n<!-- <Event> --><Events>${DISK}junk<Event>${DISK.replace('disk', '磁盘')}<![CDATA[<Event>]]>${DISK}</Events>`
  const whole = read(log)
  expect(whole.events).toHaveLength(3)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), sizes => {
      const pieces: string[] = []
      for (let at = 0, i = 0; at < log.length; i++) {
        const size = sizes[i % sizes.length]!
        pieces.push(log.slice(at, at + size))
        at += size
      }
      expect(read(...pieces)).toEqual(whole)
    }),
  )
})

test('ten megabytes of a log', () => {
  const one = xmlOf(eventOf('Service Control Manager', 7036, { param1: '后台智能传输服务', param2: '正在运行' }))
  const count = Math.ceil(10_000_000 / one.length)
  const { events, damaged } = read(`${one}\r\n`.repeat(count))
  expect([events.length, damaged]).toEqual([count, 0])
})
