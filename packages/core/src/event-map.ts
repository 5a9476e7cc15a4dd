import type { ScheduleTick } from './schedules/slot-event.js'

/**
 * Event names this application knows, with the type of their `data`. Here only those of schedules; receivers and plugins add to it by
 * declaration merging:
 *
 * ```ts
 * declare module '@hooksmith/core' {
 *   interface EventMap { 'acme:order:paid': { readonly orderId: string } }
 * }
 * ```
 */
export interface EventMap { [name: `schedule:${string}`]: ScheduleTick }

/** A known name, or any other string. */
export type EventName = keyof EventMap | (string & {})

/** The type of `event.data` for a name: `unknown` for a name that {@link EventMap} does not have. */
export type EventPayload<N extends EventName> = N extends keyof EventMap ? EventMap[N] : unknown
