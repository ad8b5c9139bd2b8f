import { holds } from '../../testing/kernel-rows.ts'

const board = { program: 'board', pid: 2092 }
holds('out of memory', [
  [
    'Out of memory: Killed process 2092 (board) total-vm:2546008kB, anon-rss:1665620kB, file-rss:936kB, shmem-rss:0kB, UID:1000 pgtables:38108kB oom_score_adj:0',
    'memory.oom-kill',
    { ...board, scope: 'system' },
  ],
  [
    'Memory cgroup out of memory: Killed process 2092 (board) total-vm:40kB, anon-rss:4kB, file-rss:1kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0',
    'memory.oom-kill',
    { ...board, scope: 'cgroup' },
  ],
  [
    'Out of memory (oom_kill_allocating_task): Killed process 2092 (board) total-vm:40kB, anon-rss:4kB, file-rss:1kB',
    'memory.oom-kill',
    { ...board, scope: 'system' },
  ],
  [
    'Killed process 2092 (board) total-vm:40kB, anon-rss:4kB, file-rss:1kB',
    'memory.oom-kill',
    { ...board, scope: 'unknown' },
  ],
  [
    'Killed process 2092 (board) vsz:40kB, anon-rss:4kB, file-rss:1kB',
    'memory.oom-kill',
    { ...board, scope: 'unknown' },
  ],
  [
    'Killed process 2092, UID 1000, (board) total-vm:40kB, anon-rss:4kB',
    'memory.oom-kill',
    { ...board, scope: 'unknown' },
  ],
  ['Out of memory: Killed process 2092 (board).', 'memory.oom-kill', { ...board, scope: 'system' }],
  [
    'Out of memory: Killed process 7 (Web (x) Content) total-vm:40kB, anon-rss:4kB',
    'memory.oom-kill',
    { program: 'Web (x) Content', pid: 7, scope: 'system' },
  ],
])

holds('programs', [
  [
    'board[18636]: segfault at 0 ip 0000556177925132 sp 00007ffeca007ca0 error 6 in libdraw.so.2[1132,556177925000+1000] likely on CPU 1 (core 1, socket 0)',
    'program.crash',
    { program: 'board', pid: 18636, signal: 'SIGSEGV', module: 'libdraw.so.2' },
  ],
  [
    'Web Content[42]: segfault at 7f00 ip 00007f sp 00007f error 4 in libxul.so[7f11+4000]',
    'program.crash',
    { program: 'Web Content', pid: 42, signal: 'SIGSEGV', module: 'libxul.so' },
  ],
  [
    'board[42]: segfault at 00000010 rip 00002aaaaab rsp 00007fff error 4',
    'program.crash',
    { program: 'board', pid: 42, signal: 'SIGSEGV' },
  ],
  [
    'traps: board[42] general protection fault ip:7f12 sp:7ffd error:0 in libc.so.6[7f11+195000]',
    'program.crash',
    { program: 'board', pid: 42, signal: 'SIGSEGV', module: 'libc.so.6' },
  ],
  [
    'traps: board[42] general protection ip:7f12 sp:7ffd error:0 in libc-2.28.so[7f11+1000]',
    'program.crash',
    { program: 'board', pid: 42, signal: 'SIGSEGV', module: 'libc-2.28.so' },
  ],
  [
    'traps: board[42] trap invalid opcode ip:55 sp:7f error:0 in board[55+1000]',
    'program.crash',
    { program: 'board', pid: 42, signal: 'SIGILL', module: 'board' },
  ],
  [
    'traps: board[42] trap divide error ip:55 sp:7f error:0 in board[55+1000]',
    'program.crash',
    { program: 'board', pid: 42, signal: 'SIGFPE', module: 'board' },
  ],
  [
    'traps: chrome[42] trap int3 ip:55 sp:7f error:0 in chrome[55+1000]',
    'program.crash',
    { program: 'chrome', pid: 42, signal: 'SIGTRAP', module: 'chrome' },
  ],
  [
    'board[42] trap divide error ip:400 sp:7fff error:0',
    'program.crash',
    { program: 'board', pid: 42, signal: 'SIGFPE' },
  ],
  [
    'board[42]: unhandled level 2 translation fault (11) at 0x00000000, esr 0x92000046, in board[400000+1000]',
    'program.crash',
    { program: 'board', pid: 42, signal: 'SIGSEGV', module: 'board' },
  ],
  [
    'board[42]: unhandled exception: DABT (lower EL), ESR 0x0000000092000046, level 2 translation fault in board[aaaa+1000]',
    'program.crash',
    { program: 'board', pid: 42, signal: null, module: 'board' },
  ],
])
