import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

import { WORKSPACE } from './folders.ts'

/** A machine's worth of systemd with these services and nothing else, as process 1 of its own. */
const BOOT = `
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /run/systemd/system
printf '%s' "$1" | while IFS='|' read -r unit command; do
  printf '[Unit]\\nDefaultDependencies=no\\n[Service]\\nType=oneshot\\nExecStart=%s\\n' "$command" > "/run/systemd/system/$unit"
  wanted="$wanted $unit"
  printf '[Unit]\\nDefaultDependencies=no\\nWants=%s\\n' "$wanted" > /run/systemd/system/own.target
done
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
  /lib/systemd/systemd --system --unit=own.target --log-target=null --show-status=no
`

/** Starts systemd in namespaces of its own; `units` are services by name with their command. It is gone with the test. */
export async function startSystemd(units: Record<string, string>) {
  const lines = Object.entries(units).map(([unit, command]) => `${unit}|${command}\n`)
  const args = ['--fork', '--pid', '--mount', '--mount-proc', '--cgroup', '--uts', '--ipc', '--kill-child']
  const child = spawn('unshare', [...args, 'bash', '-c', BOOT, 'boot', lines.join('')], { stdio: 'ignore' })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  /** Runs a program in there, with systemd's view of files and processes. */
  const run = (program: string, ...args: string[]): string => {
    const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()
    const enter = ['--target', inside, '--pid', '--mount', `--wd=${WORKSPACE}`, program, ...args]
    return execFileSync('nsenter', enter, {
      encoding: 'utf8',
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
  }
  await vi.waitFor(() => run('systemctl', 'is-active', 'own.target'), { timeout: 15_000, interval: 200 })
  return {
    run,
    runAgent: (...args: string[]) => run(process.execPath, join(WORKSPACE, 'agent/src/main.ts'), ...args),
  }
}
