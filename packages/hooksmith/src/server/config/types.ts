import type { Queue, Store } from '@hooksmith/contracts'
import type { Static } from '@sinclair/typebox'
import type { FastifyPluginAsync } from 'fastify'
import type { ForgeSchema } from './forge-schema.js'
import type { QueueSchema, StoreSchema } from './queue-schema.js'
import type { ConfigSchema } from './schema.js'

type Plain = Static<typeof ConfigSchema>

/** A plugin as code hands it in; what `definePlugin` makes is one. */
// Fastify gives every plugin its own type of options, and only the plugin knows it.
export type PluginFunction = FastifyPluginAsync<Record<string, unknown>>

/** An entry of `plugins`. */
export type PluginEntry = string | PluginFunction | PluginWithOptions

/** An entry of `plugins` that says more than which. */
export interface PluginWithOptions {
  readonly use: string | PluginFunction
  readonly options?: Readonly<Record<string, unknown>>
}

/** A member of `receivers` with a name of its own. */
export interface ReceiverWithOptions {
  readonly use: string | PluginFunction
  readonly options?: Readonly<Record<string, unknown>>
}

/** What a config file can say; the schema in `config.schema.json` says what each member means. */
export interface HooksmithConfig extends Omit<Plain, 'plugins' | 'queue' | 'store' | 'receivers'> {
  readonly plugins?: readonly PluginEntry[]
  readonly receivers?: {
    readonly forge?: Static<typeof ForgeSchema>
    readonly [name: string]: ReceiverWithOptions | Readonly<Record<string, unknown>> | undefined
  }
  /** Of code also a queue, of any driver; the server closes it. */
  readonly queue?: Static<typeof QueueSchema> | Queue
  /** Of code also a store, of any driver; the server closes it. */
  readonly store?: Static<typeof StoreSchema> | Store
}

/** Gives a config file its types and returns what it is given. */
export function defineConfig (config: HooksmithConfig): HooksmithConfig {
  return config
}
