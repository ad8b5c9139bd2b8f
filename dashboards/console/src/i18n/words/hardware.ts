import type { Words } from './words.ts'

/** SMART attributes and errors of drives, by the agent's names for them. */
export const SMART: Words = {
  'Available Spare': { zh: '备用块剩余', en: 'Spare left' },
  'Command Timeouts': { zh: '命令超时', en: 'Command timeouts' },
  'End-to-End Errors': { zh: '端到端错误', en: 'End-to-end errors' },
  'Offline Uncorrectable Sectors': { zh: '离线不可纠正扇区', en: 'Offline uncorrectable' },
  'Pending Sectors': { zh: '待定扇区', en: 'Pending sectors' },
  'Reallocated Sectors': { zh: '重映射扇区', en: 'Reallocated sectors' },
  'Reallocation Events': { zh: '重映射事件', en: 'Reallocation events' },
  'Reported Uncorrectable Errors': { zh: '上报的不可纠正错误', en: 'Reported uncorrectable' },
  'Spin Retries': { zh: '起转重试', en: 'Spin retries' },
  'Unsafe Shutdowns': { zh: '异常断电', en: 'Unsafe shutdowns' },
  'errors.bad_sector': { zh: '坏扇区', en: 'Bad sectors' },
  'errors.crc': { zh: '传输校验错误', en: 'Transfer (CRC) errors' },
  'errors.logged': { zh: '错误日志条数', en: 'Logged errors' },
  'errors.uncorrected': { zh: '未纠正错误', en: 'Uncorrected errors' },
}

/** What is counted against a drive. */
export const DRIVE_COUNTS: Words = {
  reallocated: { zh: '重映射扇区', en: 'reallocated sectors' },
  pending: { zh: '待定扇区', en: 'pending sectors' },
  uncorrectable: { zh: '离线不可纠正扇区', en: 'uncorrectable sectors' },
  'reported-uncorrectable': { zh: '上报的不可纠正错误', en: 'reported uncorrectable errors' },
  'end-to-end': { zh: '端到端错误', en: 'end-to-end errors' },
  'spin-retries': { zh: '起转重试', en: 'spin retries' },
  'media-errors': { zh: '介质错误', en: 'media errors' },
  'grown-defects': { zh: '新增缺陷', en: 'grown defects' },
  'uncorrected-errors': { zh: '未纠正错误', en: 'uncorrected errors' },
}

/** Conditions that an NVMe drive reports by itself. */
export const NVME_WARNINGS: Words = {
  spare: { zh: '备用块不足', en: 'spare blocks low' },
  temperature: { zh: '温度过高', en: 'too hot' },
  reliability: { zh: '可靠性下降', en: 'reliability degraded' },
  'read-only': { zh: '已转为只读', en: 'gone read-only' },
  backup: { zh: '掉电保护失效', en: 'power backup failed' },
  'persistent-memory': { zh: '持久内存异常', en: 'persistent memory unreliable' },
}

/** OpenTelemetry's states of processes and what Linux knows beyond. */
export const PROCESS_STATES: Words = {
  running: { zh: '运行', en: 'running' },
  sleeping: { zh: '睡眠', en: 'sleeping' },
  blocked: { zh: '等待磁盘', en: 'waiting for a disk' },
  stopped: { zh: '停止', en: 'stopped' },
  defunct: { zh: '僵死', en: 'defunct' },
  unknown: { zh: '不明', en: 'unknown' },
}
