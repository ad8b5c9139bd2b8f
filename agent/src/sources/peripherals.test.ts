import { DEFAULT_AGENT_CONFIG, type RequiredPeripheral } from '@forewarn/shared/protocol.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { SourceAnswer } from '../sampler/source.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { heard } from '../testing/heard.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { createPeripheralBook } from './peripheral-book.ts'
import { createPeripheralReader, isRequired, type Peripheral } from './peripheral-list.ts'
import { deviceName, edidName, parseInputDevices, parsePcm, parseSoundCards, usbIdOf } from './peripheral-parsers.ts'
import { createPeripheralsSource } from './peripherals.ts'

const latin1 = (text: string): string => Buffer.from(text).toString('latin1')

/** A display's EDID with this name, or none, and its maker's letters packed. */
function edid(name: string | null): string {
  const bytes = Buffer.alloc(128)
  Buffer.from([0, 255, 255, 255, 255, 255, 255, 0]).copy(bytes)
  // "AUO" as 1, 21, 15 in five bits each, product 0x1234.
  bytes.writeUInt16BE((1 << 10) | (21 << 5) | 15, 8)
  bytes.writeUInt16LE(0x1234, 10)
  if (name !== null) {
    bytes[75] = 0xfc
    bytes.write(`${name}\n`.padEnd(13), 77, 'latin1')
  }
  return bytes.toString('latin1')
}

const input = (bus: string, id: string, name: string, prop: string, abs: string): string =>
  `I: Bus=${bus} Vendor=${id.slice(0, 4)} Product=${id.slice(5)} Version=0111\nN: Name="${name}"\nP: Phys=\n` +
  `H: Handlers=event3 \nB: PROP=${prop}\nB: EV=b\nB: ABS=${abs}\n\n`
const FINGERS = '260800000000003'
const CARDS =
  ' 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xf7100000 irq 30\n' +
  ' 1 [C525           ]: USB-Audio - HD Webcam C525\n                      HD Webcam C525 at usb-0000:00:14.0-2, high speed\n' +
  ' 2 [Loopback       ]: Loopback - Loopback\n                      Loopback 1\n'
const PCM =
  '00-00: ALC897 Analog : ALC897 Analog : playback 1 : capture 1\n01-00: USB Audio : USB Audio : capture 1\n02-00: Loopback PCM : x : playback 8 : capture 8\n'

function usb(entry: string, number: number, id: string, product: string, more: Record<string, string> = {}) {
  const folder = `/sys/bus/usb/devices/${entry}`
  const [idVendor, idProduct] = id.split(':')
  const files = { devnum: String(number), idVendor, idProduct, product, bDeviceClass: '00', ...more }
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${folder}/${file}`, `${text}\n`]))
}

const MACHINE: Record<string, string> = {
  ...usb('usb1', 1, '1d6b:0002', 'xHCI Host Controller', { bDeviceClass: '09' }),
  ...usb('1-1', 2, '05e3:0610', 'USB2.1 Hub', { bDeviceClass: '09' }),
  ...usb('1-2', 3, '046d:0826', 'HD Webcam C525'),
  ...usb('1-1.3', 4, '6615:0020', 'IRTOUCH'),
  ...usb('1-4', 5, '0781:5567', latin1('优盘 Ultra')),
  '/sys/bus/usb/devices/1-2:1.0/bInterfaceClass': '0e\n',
  '/sys/class/video4linux/video0/name': 'HD Webcam C525: HD Webcam C525\n',
  '/sys/class/video4linux/video0/index': '0\n',
  '/sys/class/video4linux/video0/device/../idVendor': '046d\n',
  '/sys/class/video4linux/video0/device/../idProduct': '0826\n',
  '/sys/class/video4linux/video1/name': 'HD Webcam C525: HD Webcam C525\n',
  '/sys/class/video4linux/video1/index': '1\n',
  '/sys/class/video4linux/video2/name': 'rockchip,rk3399-vpu-dec\n',
  '/sys/class/video4linux/video2/index': '0\n',
  '/proc/asound/cards': CARDS,
  '/proc/asound/pcm': PCM,
  '/proc/asound/card1/usbid': '046d:0826\n',
  '/sys/class/drm/card0-HDMI-A-1/status': 'connected\n',
  '/sys/class/drm/card0-HDMI-A-1/edid': edid('SEEWO 86'),
  '/sys/class/drm/card0-DP-1/status': 'disconnected\n',
  '/sys/class/drm/renderD128/dev': '226:128\n',
  '/proc/bus/input/devices':
    input('0003', '6615:0020', 'IRTOUCH', '2', FINGERS) + input('0003', '046d:c077', 'Mouse', '0', ''),
}

describe('parsers', () => {
  test.each([
    ['a touch screen', input('0003', '1FF7:0013', 'CVTouch', '2', FINGERS), { usbId: '1ff7:0013', touch: true }],
    ['the same on a machine of 32 bits', input('0003', '1ff7:0013', 'CVTouch', '2', '2608000 3'), { touch: true }],
    [
      'a touch pad, which points at nothing',
      input('0018', '04f3:3104', 'Pad', '5', FINGERS),
      { usbId: null, touch: false },
    ],
    ['a pen display, which knows no fingers', input('0003', '056a:0357', 'Pen', '2', '1000003'), { touch: false }],
    ['a keyboard', input('0011', '0001:0001', 'AT keyboard', '0', ''), { usbId: null, touch: false }],
  ])('input: %s', (_name, text, expected) => {
    expect(parseInputDevices(text)).toMatchObject([expected])
  })

  test('sound: cards with their names, and what plays and records; made-up cards are none', () => {
    expect(parseSoundCards(CARDS)).toEqual(
      new Map([
        [0, 'HDA Intel PCH'],
        [1, 'HD Webcam C525'],
      ]),
    )
    expect(parseSoundCards('--- no soundcards ---\n')).toEqual(new Map())
    expect(parsePcm(PCM)).toEqual({ playing: new Set([0, 2]), recording: new Set([0, 1, 2]) })
  })

  test.each([
    ['its name', edid('SEEWO 86'), 'SEEWO 86'],
    ['without a name its maker and number', edid(null), 'AUO 1234'],
    ['cut short', edid('X').slice(0, 100), null],
    ['nothing', '', null],
    ['zeros', '\0'.repeat(128), null],
  ])('EDID: %s', (_name, bytes, expected) => {
    expect(edidName(bytes)).toBe(expected)
  })

  test.each([
    ['spaces and line ends', '  HD  Webcam \n', 'HD Webcam'],
    ['UTF-8', latin1('优盘'), '优盘'],
    ['control and direction marks', latin1('a\u0000b\u202Ec\u001B[31m'), 'a b c [31m'],
    ['nothing', ' \n', null],
    ['too much', 'x'.repeat(500), 'x'.repeat(64)],
    ['bytes that are no UTF-8', 'a\u00ff\u00feb', 'a b'],
  ])('names: %s', (_name, bytes, expected) => {
    expect(deviceName(bytes)).toBe(expected)
  })

  test('ids', () => {
    expect(usbIdOf('046D\n', '0826\n')).toBe('046d:0826')
    for (const [vendor, product] of [
      ['', ''],
      ['0000', '0000'],
      ['46d', '0826'],
      [null, '0826'],
      ['046d', 'zzzz'],
    ])
      expect(usbIdOf(vendor, product)).toBeNull()
  })

  test('no text a kernel or a device may show breaks a parser', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'I: Bus=0003 Vendor=1ff7 Product=0013',
        '\n',
        '\n\n',
        'B: PROP=',
        'B: ABS=',
        'ffffffffffffffff',
        ' ',
        'N: Name="',
        '"',
        ' 0 [x]: y - z',
        '00-00: : playback 1',
      ),
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      pieces.map(all => all.join('')),
    )
    fc.assert(
      fc.property(text, fc.uint8Array({ minLength: 100, maxLength: 300 }), (text, bytes) => {
        const names = [
          ...parseInputDevices(text).map(({ name }) => name),
          ...parseSoundCards(text).values(),
          edidName(`\0ÿÿÿÿÿÿ\0${Buffer.from(bytes).toString('latin1')}`),
          deviceName(text),
        ]
        parsePcm(text)
        for (const name of names) expect(name === null || (name.length <= 128 && !/[\p{C}]/u.test(name))).toBe(true)
      }),
    )
  })
})

describe('what is plugged in', () => {
  const list = (files: Record<string, string>) =>
    createPeripheralReader(fakeFiles(files))()?.map(({ kind, name, usbId }) => [kind, name, usbId])

  test('each part under its kind, once; hubs, second video devices, decoders and made-up cards are none', () => {
    expect(list(MACHINE)).toEqual([
      ['camera', 'HD Webcam C525', '046d:0826'],
      ['microphone', 'HDA Intel PCH', null],
      ['microphone', 'HD Webcam C525', '046d:0826'],
      ['speaker', 'HDA Intel PCH', null],
      ['display', 'SEEWO 86 (HDMI-A-1)', null],
      ['touch', 'IRTOUCH', '6615:0020'],
      ['usb', '优盘 Ultra', '0781:5567'],
    ])
  })

  test('a touch frame whose driver is missing is known by its id', () => {
    expect(list(usb('1-1', 2, '1ff7:0013', 'CVTouch'))).toEqual([['touch', 'CVTouch', '1ff7:0013']])
  })

  test('a device that vanishes while it is read, or says nothing of itself', () => {
    expect(list({ '/sys/bus/usb/devices/1-1/devnum': '2', ...usb('1-2', 3, '1234:5678', '') })).toEqual([
      ['usb', '1234:5678', '1234:5678'],
    ])
  })

  test('hundreds of devices: bounded', () => {
    const devices = Array.from({ length: 300 }, (_, i) => usb(`1-${i}`, i, `1234:${String(i).padStart(4, '0')}`, 'x'))
    expect(list(Object.assign({}, ...devices) as Record<string, string>)).toHaveLength(64)
  })

  test('details are read once, and again under a new number on the bus', () => {
    const table = { ...MACHINE }
    const files = fakeFiles(table)
    let reads = 0
    const read = createPeripheralReader({
      ...files,
      read: path => (path.endsWith('idVendor') && reads++, files.read(path)),
    })
    read()
    const before = reads
    read()
    expect(reads - before).toBe(1) // the camera's own look at its parent
    const generation = () => read()!.find(({ kind }) => kind === 'touch')!.generation
    const old = generation()
    table['/sys/bus/usb/devices/1-1.3/devnum'] = '9\n'
    expect(generation()).not.toBe(old)
  })

  test('a machine whose kernel lists nothing', () => {
    expect(createPeripheralReader(fakeFiles({ '/proc/bus/input/devices': '' }))()).toBeNull()
  })
})

describe('coming and going', () => {
  const CAMERA: Peripheral = { kind: 'camera', name: 'C525', usbId: '046d:0826', generation: '1-2#3' }
  const LOOK_MS = 30_000

  /** Looks every 30 s; what was told by `name` and count, by look. */
  function watch(parts = fakeParts(), up = 1_000_000) {
    const book = createPeripheralBook(parts.memory)
    return (...found: Peripheral[]): string[] => {
      up += LOOK_MS
      const events = book.look({ now: up, up }, found, ({ kind }) => kind === 'camera')
      return heard(events, parts.memory).map(({ name, severity, attributes }) => {
        const count = attributes['count'] === undefined ? '' : ` ${attributes['count']}`
        return `${severity} ${name.replace('peripheral.', '')}${count}`
      })
    }
  }

  test('what was always there is not told; what appears later is', () => {
    const look = watch()
    expect([look(CAMERA), look(CAMERA), look(CAMERA, { ...CAMERA, kind: 'usb' })]).toEqual([[], [], ['info appeared']])
  })

  test('gone at the second look, a warning where a lesson needs it, and back', () => {
    const look = watch()
    const stick: Peripheral = { ...CAMERA, kind: 'usb', name: 'Stick' }
    look(CAMERA, stick)
    expect([look(), look(), look(), look(CAMERA)]).toEqual([
      [],
      ['warning vanished', 'info vanished'],
      [],
      ['info appeared'],
    ])
  })

  test('a moment without it is not told', () => {
    const look = watch()
    look(CAMERA)
    expect([look(), look(CAMERA)]).toEqual([[], []])
  })

  test('two equal ones: one less is one gone', () => {
    const look = watch()
    look(CAMERA, CAMERA)
    expect([look(CAMERA), look(CAMERA)]).toEqual([[], ['warning vanished']])
  })

  test('flapping is told once with its count, then once when it is steady', () => {
    const look = watch()
    look(CAMERA)
    const told = []
    for (let i = 0; i < 10; i++) told.push(...look(), ...look(CAMERA))
    expect(told).toEqual(['warning flapping 4'])
    for (let i = 0; i < 19; i++) expect(look(CAMERA)).toEqual([])
    expect(look(CAMERA)).toEqual(['info appeared 10'])
    expect(look(CAMERA)).toEqual([])
  })

  test('flapping that ends with the part gone', () => {
    const look = watch()
    look(CAMERA)
    for (let i = 0; i < 5; i++) void [look(), look(CAMERA)]
    const told = Array.from({ length: 40 }, () => look()).flat()
    expect(told).toEqual(['warning vanished 5'])
  })

  test('coming and going faster than one looks is seen by the number on the bus', () => {
    const look = watch()
    const told = [3, 4, 5, 6, 7, 8].flatMap(number => look({ ...CAMERA, generation: `1-2#${number}` }))
    expect(told).toEqual(['warning flapping 4'])
  })

  test('a restart of the agent repeats nothing, and misses what went while it was off', () => {
    const parts = fakeParts()
    watch(parts)(CAMERA, { ...CAMERA, kind: 'usb' })
    const look = watch(parts)
    expect([look(CAMERA), look(CAMERA), look(CAMERA)]).toEqual([[], ['info vanished'], []])
  })

  test('while a machine starts, parts that are not found yet are not missed', () => {
    const parts = fakeParts()
    watch(parts)(CAMERA)
    const look = watch(parts, 0)
    expect([look(), look(), look(), look(CAMERA), look(CAMERA)].flat()).toEqual([])
  })

  test('sticks of a whole term: remembered up to a bound', () => {
    let written = 0
    const memory = { recall: () => '[]', remember: (_key: string, value: string) => void (written = value.length) }
    const look = watch({ ...fakeParts(), memory })
    for (let i = 0; i < 500; i++) void [look({ ...CAMERA, name: `Stick ${i}` }), look(), look()]
    expect(written).toBeLessThan(1_000)
    expect(look({ ...CAMERA, name: 'Stick 499' })).toEqual(['info appeared'])
  })
})

test.each<[string, RequiredPeripheral['kind'], string | null, Peripheral['kind'], string | null, boolean]>([
  ['any camera', 'camera', null, 'camera', '046d:0826', true],
  ['this camera', 'camera', '046d:0826', 'camera', '046d:0826', true],
  ['another camera', 'camera', '046d:0826', 'camera', '046d:0825', false],
  ['the microphone of this camera is not the camera', 'camera', '046d:0826', 'microphone', '046d:0826', false],
  ['this device, whatever it is', 'usb', '046d:0826', 'camera', '046d:0826', true],
  ['a frame that only its id tells', 'touch', '1234:5678', 'usb', '1234:5678', true],
])('required: %s', (_name, kind, id, partKind, partId, expected) => {
  const part = { kind: partKind, name: 'x', usbId: partId, generation: null }
  expect(isRequired({ name: 'x', kind, usbId: id }, part)).toBe(expected)
})

test('the source: counts, what is required, and the list', async () => {
  const required: RequiredPeripheral[] = [
    { name: 'Camera', kind: 'camera', usbId: null },
    { name: 'Frame', kind: 'touch', usbId: '1ff7:0013' },
  ]
  const config = { ...DEFAULT_AGENT_CONFIG, requiredPeripherals: required }
  const source = createPeripheralsSource(fakeParts({ files: fakeFiles(MACHINE), config: () => config }))
  const answer: SourceAnswer = await source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))
  if ('absent' in answer) throw new Error(answer.absent)
  const values = answer.series.map(([metric, attributes], i) => [
    metric,
    Object.values(attributes!)[0],
    answer.values[i],
  ])
  expect(values).toEqual([
    ['forewarn.peripheral.count', 'camera', 1],
    ['forewarn.peripheral.count', 'microphone', 2],
    ['forewarn.peripheral.count', 'speaker', 1],
    ['forewarn.peripheral.count', 'display', 1],
    ['forewarn.peripheral.count', 'touch', 1],
    ['forewarn.peripheral.count', 'usb', 1],
    ['forewarn.peripheral.present', 'Camera', 1],
    ['forewarn.peripheral.present', 'Frame', 0],
  ])
  expect(answer.facts).toEqual([
    {
      subject: 'peripherals',
      facts: {
        camera: 'HD Webcam C525 (046d:0826)',
        microphone: 'HD Webcam C525 (046d:0826); HDA Intel PCH',
        speaker: 'HDA Intel PCH',
        display: 'SEEWO 86 (HDMI-A-1)',
        touch: 'IRTOUCH (6615:0020)',
        usb: '优盘 Ultra (0781:5567)',
      },
    },
  ])
  expect(answer.events).toEqual([])
})
