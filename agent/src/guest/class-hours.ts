import type { AgentConfig } from '@forewarn/shared/protocol.ts'

/** Whether lessons are held at a moment of collector time, ms. Without a timetable nobody knows of any. */
export function isClass({ classHours }: Pick<AgentConfig, 'classHours'>, now: number): boolean {
  return classHours.some(([from, to]) => from <= now && now < to)
}
