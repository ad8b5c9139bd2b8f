import type { WindowsEvent } from '../event.ts'
import { eventOf, type Data } from './events.ts'

const SECOND = 1_000
const MINUTE = 60_000

/** What a crash leaves behind for the next start to tell. */
interface Crash {
  code?: number
  parameters?: string[]
  /** The button was held, or pressed at a time. */
  button?: 'held' | number
  /** SYSTEM_POWER_STATE that the machine was in or on its way to. */
  during?: number
  resumeFailed?: boolean
  /** A record of the crash was made, or could not be made. */
  dump?: 'made' | 'failed' | 'none'
}

type Flavour = '7' | '8.1' | '10' | '11' | 'server'

/**
 * A machine that writes a System log as Windows does, with its traps: the kernel's account of a start stands behind the marks of the event
 * log's service, the kernel's last words before a stop are written at the next start, and a fast startup writes none of them.
 */
export class Machine {
  readonly events: WindowsEvent[] = []
  readonly #flavour: Flavour
  #recordId: number
  /** The wall clock, ms. */
  now: number
  /** What the kernel said after the service was gone. */
  #late: WindowsEvent[] = []

  constructor(flavour: Flavour, start: string, recordId = 1) {
    this.#flavour = flavour
    this.now = Date.parse(start)
    this.#recordId = recordId
  }

  /** Time passes, with a few events that mean nothing. */
  run(minutes: number): this {
    const end = this.now + minutes * MINUTE
    for (let i = 0; i < 3; i++) {
      this.now += (minutes * MINUTE) / 3
      this.write('Microsoft-Windows-WindowsUpdateClient', 43, { updateTitle: '安全更新' })
    }
    this.now = end
    return this
  }

  write(provider: string, id: number, data: Data = {}, more: Partial<WindowsEvent> = {}): this {
    this.events.push(eventOf(provider, id, data, { at: this.now, recordId: this.#recordId++, ...more }))
    return this
  }

  /** The machine comes up from nothing. With a crash it tells of it. */
  boot(crash?: Crash): this {
    const kernelAt = this.now
    const service = { at: kernelAt + 12 * SECOND, qualifiers: 32_768 }
    const bytes = systemTimes(kernelAt - 7 * MINUTE)
    if (crash !== undefined)
      this.write('EventLog', 6008, ['9:41:29', '\u200e2024/\u200e3/\u200e4', '', '', '14', '', ''], {
        ...service,
        binary: bytes,
      })
    this.write('EventLog', 6009, ['10.00.', '19045', '', 'Multiprocessor Free', '0'], service)
    this.write('EventLog', 6005, [], { ...service, binary: 'E807' })
    this.write('EventLog', 6013, ['', '', '', '', '14', '60', '-480 中国标准时间'], service)
    for (const event of this.#late) this.events.push({ ...event, recordId: this.#recordId++ })
    this.#late = []
    this.#kernel(kernelAt, crash)
    for (let i = 0; i < 8; i++) this.write('Microsoft-Windows-FilterManager', 6, {}, { at: kernelAt + i * SECOND })
    this.now = kernelAt + 40 * SECOND
    if (crash?.dump === 'made') {
      const parameters = (crash.parameters ?? ['0x0', '0x0', '0x0', '0x0']).map(
        one => `0x${one.slice(2).padStart(16, '0')}`,
      )
      const code = `0x${(crash.code ?? 0).toString(16).padStart(8, '0')} (${parameters.join(', ')})`
      const data = { param1: code, param2: 'C:\\Windows\\MEMORY.DMP', param3: `report-${this.#recordId}` }
      this.write('Microsoft-Windows-WER-SystemErrorReporting', 1001, data, { level: 2 })
    }
    return this
  }

  #kernel(at: number, crash: Crash | undefined): void {
    const more = { at }
    this.write(
      'Microsoft-Windows-Kernel-General',
      12,
      { MajorVersion: 10, StartTime: new Date(at).toISOString() },
      more,
    )
    if (this.#flavour !== '7') {
      if (crash?.resumeFailed === true)
        this.write('Microsoft-Windows-Kernel-Boot', 29, { FailureStatus: 3_221_225_684 }, more)
      const good = crash === undefined || crash.during === 6
      this.write('Microsoft-Windows-Kernel-Boot', 20, { LastShutdownGood: String(good), LastBootGood: 'true' }, more)
      this.write('Microsoft-Windows-Kernel-Boot', 27, { BootType: 0, LoadOptions: ' NOEXECUTE=OPTIN' }, more)
    }
    if (crash?.dump === 'failed')
      this.write('volmgr', 161, ['\\Device\\HarddiskVolume3'], { at: at + 2 * SECOND, level: 2, binary: '00' })
    if (crash === undefined) return
    const { code = 0, parameters = ['0x0', '0x0', '0x0', '0x0'], button, during = 0 } = crash
    const data: Record<string, string | number> = { BugcheckCode: code }
    for (const [i, parameter] of parameters.entries()) data[`BugcheckParameter${i + 1}`] = parameter
    data['SleepInProgress'] = this.#flavour === '7' ? String(during > 0) : during
    data['PowerButtonTimestamp'] =
      typeof button === 'number' ? String((BigInt(button) + 11_644_473_600_000n) * 10_000n) : 0
    if (this.#flavour !== '7') data['BootAppStatus'] = crash.resumeFailed === true ? 3_221_225_684 : 0
    if (this.#flavour === '11' || this.#flavour === '10')
      data['LongPowerButtonPressDetected'] = String(button === 'held')
    if (button === 'held') data['PowerButtonTimestamp'] = '133540000000000000'
    this.write('Microsoft-Windows-Kernel-Power', 41, data, { at: at + 3 * SECOND, level: 1 })
  }

  /** Somebody asks for a shutdown or restart, by the program of a menu unless told otherwise. */
  ask(program = 'C:\\Windows\\System32\\RuntimeBroker.exe', reason = '0x0'): this {
    const data = {
      param1: `${program} (SOME-ROOM)`,
      param2: 'SOME-ROOM',
      param3: '其他(计划外)',
      param4: reason,
      param5: '关机',
    }
    return this.write('User32', 1074, { ...data, param6: '', param7: 'SOME-ROOM\\teacher' }, { qualifiers: 32_768 })
  }

  /** The machine goes down in full; what the kernel says last is written at the next start. */
  stop(): this {
    this.now += 4 * SECOND
    this.write('EventLog', 6006, [], { binary: '0100000000000000', qualifiers: 32_768 })
    const after = (id: number, provider: string, data: Data, seconds: number): void => {
      this.#late.push(eventOf(provider, id, data, { at: this.now + seconds * SECOND }))
    }
    if (this.#flavour !== '7') after(109, 'Microsoft-Windows-Kernel-Power', { ShutdownActionType: 6 }, 1)
    after(13, 'Microsoft-Windows-Kernel-General', { StopTime: new Date(this.now).toISOString() }, 3)
    return this
  }

  /** The power goes, or nothing works any more. */
  off(minutes: number): this {
    this.now += minutes * MINUTE
    return this
  }

  /** Falls asleep: 3 sleep, 5 hibernation, 6 shut down for a fast startup. */
  sleep(state: 3 | 5 | 6): this {
    const effective = state === 6 ? 5 : state
    return this.write('Microsoft-Windows-Kernel-Power', 42, {
      TargetState: state,
      EffectiveState: effective,
      Reason: 4,
    })
  }

  /** Goes on where it was saved, after so many minutes. The kernel's first word is by the clock as it stood. */
  resume(state: 3 | 5 | 6, minutes: number): this {
    const sleptAt = this.now
    this.write(
      'Microsoft-Windows-Kernel-Power',
      107,
      { TargetState: state, EffectiveState: 5 },
      { at: sleptAt + 2 * SECOND },
    )
    this.now = sleptAt + minutes * MINUTE
    const times = { NewTime: new Date(this.now).toISOString(), OldTime: new Date(sleptAt + 2 * SECOND).toISOString() }
    this.write('Microsoft-Windows-Kernel-General', 1, { ...times, Reason: 2 })
    if (state !== 3 && this.#flavour !== '7') {
      this.write('Microsoft-Windows-Kernel-Boot', 20, { LastShutdownGood: 'true', LastBootGood: 'true' })
      this.write('Microsoft-Windows-Kernel-Boot', 27, { BootType: state === 6 ? 1 : 2, LoadOptions: '' })
    }
    const woke = { SleepTime: new Date(sleptAt).toISOString(), WakeTime: new Date(this.now).toISOString() }
    this.now += 3 * SECOND
    return this.write('Microsoft-Windows-Power-Troubleshooter', 1, {
      ...woke,
      TargetState: state,
      EffectiveState: state === 6 ? 5 : state,
    })
  }

  /** The clock is set to another time. */
  setClock(to: string): this {
    const before = this.now
    this.now = Date.parse(to)
    const times = { NewTime: new Date(this.now).toISOString(), OldTime: new Date(before).toISOString() }
    return this.write('Microsoft-Windows-Kernel-General', 1, { ...times, Reason: 1 })
  }
}

/** The bytes of EventLog 6008: a moment as local and as UTC SYSTEMTIME, then what else they hold. */
function systemTimes(at: number): string {
  const one = (ms: number): string => {
    const date = new Date(ms)
    const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDay(), date.getUTCDate()]
    parts.push(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds())
    return parts.map(part => Buffer.from(Uint16Array.of(part).buffer).toString('hex').toUpperCase()).join('')
  }
  return `${one(at + 8 * 60 * MINUTE)}${one(at)}3C0000003C000000`
}
