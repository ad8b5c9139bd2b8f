import type { GradeReason } from '@forewarn/shared/incidents.ts'

/** What to do first and what to bring, by why an incident has its grade; one line that a teacher may read out over the telephone. */
export const SUGGESTIONS: Record<GradeReason, { zh: string; en: string }> = {
  'crashed-once': {
    zh: '先看着：再崩溃一次就按反复崩溃处理。请老师记下当时在做什么。',
    en: 'Watch it: one more makes it a repeated crash. Ask what was being done at that moment.',
  },
  'crashes-repeat': {
    zh: '看依据里的代码或模块：多半是内存条、显卡驱动或刚装的软件。带一条同型号内存。',
    en: 'Look at the code or module in the evidence: mostly a memory module, the graphics driver or new software. Bring a memory module.',
  },
  'power-lost-once': {
    zh: '问是否有人拔电或关总闸；没有就看插头和插座是否松动。',
    en: 'Ask whether somebody cut the power; if not, check plug and socket for play.',
  },
  'power-lost-out-of-class': {
    zh: '放学后请先关机再断电，免得损坏硬盘。不用上门。',
    en: 'Shut down before the power is cut after school, to spare the drive. No visit needed.',
  },
  'unclean-restarts-repeat': {
    zh: '先看插头插座是否松动，换一路插座试一节课；仍断电就带电源板上门。',
    en: 'Check plug and socket, try another socket for one lesson; if it still drops, come with a power board.',
  },
  'restart-loop': {
    zh: '请老师先关机等待；远程看最近的更新和驱动，进不了系统就带备用机上门。',
    en: 'Have it switched off for now; look remotely at recent updates and drivers; if it does not start, bring a spare unit.',
  },
  'restarts-above-usual': {
    zh: '远程看重启的原因：更新、有人按电源键，还是断电；断电就查插座和电源板。',
    en: 'Look remotely why it restarts: updates, the power button or lost power; if power, check socket and power board.',
  },
  'boot-never-steady': {
    zh: '多半是系统盘或系统损坏：带备用机和系统盘上门，先让课上起来。',
    en: 'Most likely the system drive or the system itself: bring a spare unit and a drive, and get the lesson going first.',
  },
  'program-crashed': {
    zh: '请老师重新打开程序；再出现时远程看版本和更新。',
    en: 'Have the program opened again; if it returns, look remotely at version and updates.',
  },
  'program-crashes-repeat': {
    zh: '远程升级或重装这个程序；上课前来不及就先换一个能用的程序。',
    en: 'Update or reinstall the program remotely; if there is no time before the lesson, use another one.',
  },
  'program-hung': {
    zh: '请老师结束程序再打开；常出现就看内存和磁盘是否吃紧。',
    en: 'Have the program ended and opened again; if it happens often, see whether memory or disk are short.',
  },
  'service-recovered': {
    zh: '已自己恢复，不用上门；看它是否常失败。',
    en: 'It recovered by itself; see whether it fails often.',
  },
  'service-down': {
    zh: '远程重启这项服务并看它的日志；起不来就重装它所属的软件。',
    en: 'Restart the service remotely and read its log; if it does not start, reinstall its software.',
  },
  'filesystem-damaged': {
    zh: '先备份还读得出的数据，再检查磁盘；带一块同容量硬盘上门。',
    en: 'Save what can be read first, then check the disk; bring a drive of the same size.',
  },
  'drive-reports-failure': {
    zh: '硬盘快坏了：马上备份，带一块新硬盘上门更换。',
    en: 'The drive is about to fail: back up at once and bring a new one.',
  },
  'io-errors': {
    zh: '先换数据线或插口；仍有错误就备份后换硬盘。',
    en: 'Change cable or port first; if errors go on, back up and replace the drive.',
  },
  'storage-retries': {
    zh: '检查硬盘的数据线和电源线，重新插紧；仍重试就换线。',
    en: 'Check and reseat the data and power cables of the drive; if it retries on, replace them.',
  },
  'removable-medium': {
    zh: '是 U 盘或移动硬盘的错误，不是电脑的；请老师换一个，重要文件先拷出。',
    en: 'The stick or external disk is at fault, not the computer; save its files and use another one.',
  },
  'required-part-gone': {
    zh: '请老师看这个部件的线是否插好、是否通电；插好仍没有，就带同型号的上门。',
    en: 'Ask whether its cable is plugged in and it has power; if it still does not show, bring the same model.',
  },
  'part-gone': {
    zh: '请老师看线是否插好；不影响上课可下次上门一起处理。',
    en: 'Ask whether its cable is plugged in; if the lesson does not need it, do it with the next visit.',
  },
  'part-flapping': {
    zh: '多半是线或插口接触不良：换线、换插口，不经扩展坞直接插。',
    en: 'Most likely a bad contact: change cable and port, and plug it in without a hub.',
  },
  'exhausted-severely': {
    zh: '远程看占用最多的程序，请老师先关掉它；常这样就加内存或换盘。',
    en: 'See remotely which program takes most and have it closed; if it is often so, add memory or a faster drive.',
  },
  exhausted: {
    zh: '看占用最多的程序，能不开就不开；记下来，下次上门评估加内存。',
    en: 'See which program takes most and leave it closed; note it, and consider more memory at the next visit.',
  },
  'out-of-memory': {
    zh: '被系统结束的程序可重新打开；请老师少开几个程序。',
    en: 'The program that was ended can be opened again; keep fewer programs open.',
  },
  'out-of-memory-repeats': {
    zh: '看依据里的程序：升级它，或加内存；带一条同型号内存。',
    en: 'Look at the program in the evidence: update it or add memory; bring a memory module.',
  },
  'hardware-error': {
    zh: '先看着：再多就查内存条和主板；趁没课跑一次内存检测。',
    en: 'Watch it; if more come, check memory and board; run a memory test outside class.',
  },
  'hardware-errors-rise': {
    zh: '跑内存检测，逐条换内存；仍有错误就是主板或处理器，带备用机。',
    en: 'Run a memory test and change modules one by one; if errors stay it is board or processor: bring a spare unit.',
  },
  overheated: {
    zh: '看风扇转不转、风口有没有堵；带清灰工具上门。',
    en: 'See whether the fan turns and the vents are free; bring tools to clean it.',
  },
  throttled: {
    zh: '清灰、换硅脂，看风扇；夏天先把屏幕后面的遮挡移开。',
    en: 'Clean it, renew the thermal paste, check the fan; free the space behind the board.',
  },
  'display-resets': {
    zh: '远程升级显卡驱动；仍复位就查视频线和显卡。',
    en: 'Update the graphics driver remotely; if it still resets, check video cable and card.',
  },
  'clock-off': {
    zh: '远程打开自动校时；关机后又变慢就换主板电池（CR2032）。',
    en: 'Switch on automatic time remotely; if it is off again after a night, replace the board’s battery (CR2032).',
  },
  'silent-in-class': {
    zh: '打电话问教室：电脑开着吗、能上网吗；开着就查网线和探针。',
    en: 'Call the room: is it on, is it online? If it is on, check network cable and agent.',
  },
  'silent-long-in-class': {
    zh: '打电话问教室能否上课；开不了机就带备用机上门。',
    en: 'Call the room whether the lesson goes on; if it does not start, bring a spare unit.',
  },
  'site-silent': {
    zh: '先打电话问学校：停电还是断网；断网查出口路由和光猫，停电等来电。',
    en: 'Call the school first: power or network? Network: check router and modem; power: wait until it is back.',
  },
  'requested-by-person': {
    zh: '先打电话问清楚，能远程就远程解决。',
    en: 'Call first to learn what is meant; solve it remotely where possible.',
  },
  'lesson-stopped': {
    zh: '马上打电话：先让课上起来（换教室、用备用机），再查原因。',
    en: 'Call at once: get the lesson going first (another room, a spare unit), then look for the cause.',
  },
  advice: { zh: '不急：下次上门或巡检时一起处理。', en: 'Not urgent: do it with the next visit.' },
}
