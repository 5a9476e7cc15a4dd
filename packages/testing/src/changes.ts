import type { ForgeEventBody, ForgeEventName } from '@hooksmith/forge/events'
import type { JsonObject } from '@hooksmith/simulator'

/** Any part of `T`, at any depth; what is named replaces what the sample says, lists as a whole. */
export type Changes<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [Name in keyof T]?: Changes<T[Name]> } : T

/** A name of the catalogue, or any other. */
export type SentName = ForgeEventName | (string & {})

/** What may differ from the sample of an event, by its name. */
export type BodyChanges<N extends SentName> = N extends ForgeEventName ? Changes<ForgeEventBody<N>> : JsonObject
