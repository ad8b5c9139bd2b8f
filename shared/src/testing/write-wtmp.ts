/** A record of a login book as a test wants it. */
export interface WrittenLogin {
  type: number
  /** Ms. */
  at: number
  line?: string
  user?: string
  host?: string
  pid?: number
}

/** How glibc lays a record out: its size, where its time lies, and whether the time takes 64 bits. */
export const WTMP_LAYOUTS = {
  'x86-64': { size: 384, time: 340, wide: false },
  arm64: { size: 400, time: 344, wide: true },
} as const

/** The bytes of a wtmp or utmp file. */
export function writeWtmp(
  records: readonly WrittenLogin[],
  { size, time, wide }: (typeof WTMP_LAYOUTS)[keyof typeof WTMP_LAYOUTS] = WTMP_LAYOUTS['x86-64'],
): Buffer {
  return Buffer.concat(
    records.map(({ type, at, line = '', user = '', host = '', pid = 0 }) => {
      const record = Buffer.alloc(size)
      record.writeInt16LE(type, 0)
      record.writeInt32LE(pid, 4)
      record.write(line, 8, 32, 'latin1')
      record.write(user, 44, 32, 'latin1')
      record.write(host, 76, 256, 'latin1')
      record.writeUInt32LE(Math.floor(at / 1000), time)
      record.writeUInt32LE((at % 1000) * 1000, time + (wide ? 8 : 4))
      return record
    }),
  )
}

export const bootRecord = (at: number): WrittenLogin => ({
  type: 2,
  at,
  line: '~',
  user: 'reboot',
  host: '6.1.0-13-amd64',
})
export const shutdownRecord = (at: number): WrittenLogin => ({ type: 1, at, line: '~', user: 'shutdown' })
export const levelRecord = (at: number, level: string): WrittenLogin => ({
  type: 1,
  at,
  line: '~',
  user: 'runlevel',
  pid: level.charCodeAt(0),
})
export const loginRecord = (at: number): WrittenLogin => ({
  type: 7,
  at,
  line: 'pts/0',
  user: 'someone',
  host: '192.0.2.7',
  pid: 1701,
})
export const logoutRecord = (at: number): WrittenLogin => ({ type: 8, at, line: 'pts/0', pid: 1701 })
