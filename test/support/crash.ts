import { execFile } from 'node:child_process'
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { memoryGroup } from './memory-group.ts'

/** Machine code that writes to address 0. */
const WRITES_TO_NOWHERE: Partial<Record<NodeJS.Architecture, number[]>> = {
  // xor eax, eax; mov [rax], eax
  x64: [0x31, 0xc0, 0x89, 0x00],
  // mov x0, #0; str x0, [x0]
  arm64: [0x00, 0x00, 0x80, 0xd2, 0x00, 0x00, 0x00, 0xf9],
}
const ELF_MACHINE: Partial<Record<NodeJS.Architecture, number>> = { x64: 62, arm64: 183 }
const HEADERS = 64 + 56
const BASE = 0x400000n

/** The smallest program of this machine that crashes: one ELF header, one segment, a few bytes of code (elf(5)). */
function crashingProgram(): Buffer {
  const code = WRITES_TO_NOWHERE[process.arch]
  const machine = ELF_MACHINE[process.arch]
  if (code === undefined || machine === undefined) throw new Error(`no crashing program for ${process.arch}`)
  const elf = Buffer.alloc(HEADERS + code.length)
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  elf.writeUInt16LE(2, 16)
  elf.writeUInt16LE(machine, 18)
  elf.writeUInt32LE(1, 20)
  elf.writeBigUInt64LE(BASE + BigInt(HEADERS), 24)
  elf.writeBigUInt64LE(64n, 32)
  elf.writeUInt16LE(64, 52)
  elf.writeUInt16LE(56, 54)
  elf.writeUInt16LE(1, 56)
  elf.writeUInt32LE(1, 64)
  elf.writeUInt32LE(5, 68)
  elf.writeBigUInt64LE(BASE, 80)
  elf.writeBigUInt64LE(BASE, 88)
  elf.writeBigUInt64LE(BigInt(elf.length), 96)
  elf.writeBigUInt64LE(BigInt(elf.length), 104)
  elf.writeBigUInt64LE(0x1000n, 112)
  elf.set(code, HEADERS)
  return elf
}

/** Runs a program of that name that crashes; answers its process id. The kernel keeps 15 characters of a name. */
export async function crash(folder: string, name: string): Promise<number> {
  const path = join(folder, name)
  writeFileSync(path, crashingProgram())
  chmodSync(path, 0o755)
  return ended(path, [], 'SIGSEGV')
}

/** Runs a program of that name until the kernel ends it for want of memory; answers its process id. */
export async function runOutOfMemory(folder: string, name: string): Promise<number> {
  const path = join(folder, name)
  symlinkSync('/usr/bin/tail', path)
  const group = memoryGroup(name, 16 << 20)
  try {
    // The end of a file without lines is all of it.
    return await ended('/bin/sh', ['-c', `${group.join}; exec ${path} /dev/zero`], 'SIGKILL')
  } finally {
    group.remove()
  }
}

function ended(program: string, args: string[], signal: NodeJS.Signals): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: 30_000 }, error => {
      if (error?.signal === signal) resolve(child.pid!)
      else reject(new Error(`${program} should have ended with ${signal}`, { cause: error }))
    })
  })
}
