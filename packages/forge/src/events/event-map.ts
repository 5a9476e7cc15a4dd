import type { ForgeEventMap } from './generated/index.js'

/** A name that the catalogue knows. App events are known by how they start: they carry the id of the app that sends them. */
export type ForgeEventName = keyof ForgeEventMap

/** The body of an event by its name: `unknown` for a name that {@link ForgeEventMap} does not have. */
export type ForgeEventBody<N extends string> = N extends ForgeEventName ? ForgeEventMap[N] : unknown

// Declarations keep this line where they would drop an unused import. Without it a build by project references looks for
// core's sources and fails: an augmentation alone does not count as a reference.
export type { EventMap } from '@hooksmith/core'

declare module '@hooksmith/core' {
  interface EventMap extends ForgeEventMap {}
}
