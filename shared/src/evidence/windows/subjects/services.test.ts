import { cases } from '../testing/cases.ts'

const SCM = 'Service Control Manager'
/** The bytes beside the fields. */
const utf16 = (text: string): string => Buffer.from(`${text}\0`, 'utf16le').toString('hex').toUpperCase()

cases([
  [
    'not started',
    SCM,
    7000,
    { param1: '视频服务', param2: '%%50' },
    { binary: utf16('VideoSvc') },
    ['service.failed', 'warning', { unit: 'VideoSvc', result: 'start', code: '0x32' }],
  ],
  [
    'no answer at its start',
    SCM,
    7009,
    { param1: '30000', param2: 'Steam Client Service' },
    {},
    ['service.failed', 'warning', { unit: 'Steam Client Service', result: 'start-timeout' }],
  ],
  [
    'an error',
    SCM,
    7023,
    { param1: 'Spooler', param2: '%%2147942414' },
    { binary: utf16('Spooler') },
    ['service.failed', 'error', { unit: 'Spooler', result: 'error', code: '0x8007000e' }],
  ],
  [
    'died, and is started again',
    SCM,
    7031,
    { param1: '同步主机', param2: '3', param3: '10000', param4: '1', param5: '重新启动服务' },
    { binary: utf16('OneSyncSvc_3fa2b') },
    ['service.failed', 'warning', { unit: 'OneSyncSvc', result: 'crashed', times: 3, recovers: true }],
  ],
  [
    'died, and a program is run',
    SCM,
    7031,
    { param1: 'A', param2: '1', param3: '0', param4: '3' },
    {},
    ['service.failed', 'error', { unit: 'A', result: 'crashed', times: 1, recovers: false }],
  ],
  [
    'died for good',
    SCM,
    7034,
    ['希沃服务', '2'],
    { binary: utf16('SeewoCoreService') },
    ['service.failed', 'error', { unit: 'SeewoCoreService', result: 'crashed', times: 2, recovers: false }],
  ],
  [
    'runs, in any language',
    SCM,
    7036,
    { param1: '打印后台', param2: '正在运行' },
    { binary: utf16('Spooler/4') },
    ['service.recovered', 'info', { unit: 'Spooler' }],
  ],
  ['stops', SCM, 7036, { param1: 'Spooler', param2: 'stopped' }, { binary: utf16('Spooler/1') }, null],
  ['was installed', SCM, 7045, { ServiceName: 'x' }, {}, null],
  [
    'bytes that are no name',
    SCM,
    7034,
    ['Plain', '1'],
    { binary: 'FFFFFF' },
    ['service.failed', 'error', { unit: 'Plain', result: 'crashed', times: 1, recovers: false }],
  ],
])
