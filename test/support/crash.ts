import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

import { memoryGroup } from './memory-group.ts'

/** Machine code that writes to address 0. */
const WRITES_TO_NOWHERE: Partial<Record<NodeJS.Architecture, number[]>> = {
  // xor eax, eax; mov [rax], eax
  x64: [0x31, 0xc0, 0x89, 0x00],
  // mov x0, #0; str x0, [x0]
  arm64: [0x00, 0x00, 0x80, 0xd2, 0x00, 0x00, 0x00, 0xf9],
}
/** Machine code that waits until something can be read from standard input or it is closed. */
const WAITS_FOR_INPUT: Partial<Record<NodeJS.Architecture, number[]>> = {
  // xor eax, eax; xor edi, edi; mov rsi, rsp; mov edx, 1; syscall
  x64: [0x31, 0xc0, 0x31, 0xff, 0x48, 0x89, 0xe6, 0xba, 1, 0, 0, 0, 0x0f, 0x05],
  // mov x0, #0; mov x1, sp; mov x2, #1; mov x8, #63; svc #0
  arm64: Array.from(Buffer.from('000080d2e1030091220080d2e80780d2010000d4', 'hex')),
}
const ELF_MACHINE: Partial<Record<NodeJS.Architecture, number>> = { x64: 62, arm64: 183 }
const HEADERS = 64 + 56
const BASE = 0x400000n

/** The smallest program of this machine that crashes: one ELF header, one segment, a few bytes of code (elf(5)). */
function crashingProgram(waits = false): Buffer {
  const crash = WRITES_TO_NOWHERE[process.arch]
  const wait = WAITS_FOR_INPUT[process.arch]
  const machine = ELF_MACHINE[process.arch]
  if (crash === undefined || wait === undefined || machine === undefined)
    throw new Error(`no crashing program for ${process.arch}`)
  const code = waits ? [...wait, ...crash] : crash
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

/** Starts a program of that name that runs until it is made to crash; it is ended with the test. */
export function startDoomed(folder: string, name: string) {
  const path = join(folder, name)
  writeFileSync(path, crashingProgram(true))
  chmodSync(path, 0o755)
  const child = spawn(path, { stdio: ['pipe', 'ignore', 'ignore'] })
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await closed
  })
  return {
    pid: child.pid!,
    async crash(): Promise<void> {
      child.stdin.end()
      await closed
    },
  }
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
