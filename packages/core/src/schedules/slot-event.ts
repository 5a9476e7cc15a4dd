import type { EventEnvelope } from '@hooksmith/contracts'
import type { ResolvedSchedule } from './options.js'

/** What the event of a schedule says: `event.data` of `schedule:<name>`. */
export interface ScheduleTick {
  readonly schedule: string
  /** The slot, epoch milliseconds; also the event's `time`. */
  readonly slotAt: number
  /** The slot before it, whether it fired or not; absent for the first. */
  readonly previousSlotAt?: number
  /** Whether it fires more than a minute late. */
  readonly isCatchUp: boolean
}

/** The type of a schedule's events. */
export function scheduleType (name: string): `schedule:${string}` {
  return `schedule:${name}`
}

/** The event of one slot. Its id is the same in every process, so that the queue takes it once. */
export function slotEvent (schedule: ResolvedSchedule, slotAt: number, isCatchUp: boolean): EventEnvelope<ScheduleTick> {
  const { name, slots, startAt = -Infinity } = schedule
  const [previousSlotAt] = slots.newest(slotAt - 1, startAt - 1, 1)
  const type = scheduleType(name)
  const time = new Date(slotAt).toISOString()
  return {
    specversion: '1.0',
    id: `${type}:${time}`,
    type,
    source: `/schedules/${name}`,
    subject: name,
    time,
    datacontenttype: 'application/json',
    tenant: type,
    data: { schedule: name, slotAt, ...previousSlotAt === undefined ? {} : { previousSlotAt }, isCatchUp }
  }
}
