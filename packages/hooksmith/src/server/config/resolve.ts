import { join, resolve } from 'node:path'
import type { Queue, Store } from '@hooksmith/contracts'
import type { Role, ScheduleOptions } from '@hooksmith/core'
import type { Environment } from './environment.js'
import type { DriverName } from './queue-schema.js'
import { resolveReceivers, type ReceiverChoice } from './receiver-choice.js'
import { isObject } from './source.js'
import type { HooksmithConfig, PluginEntry, PluginFunction } from './types.js'

/** A driver by its name with what it is told, or one that code handed in. */
export type DriverChoice<D> = { readonly kind: 'named', readonly driver: DriverName, readonly options: Readonly<Record<string, unknown>> } | { readonly kind: 'given', readonly given: D }

/** One entry of `plugins`, with the number that it has there. */
export interface PluginChoice {
  readonly at: number
  readonly use: string | PluginFunction
  readonly options: Readonly<Record<string, unknown>>
}

/** What the log looks like. */
export interface LogConfig {
  readonly level: string
  /** Absent: pretty on a terminal, else json. */
  readonly format: 'pretty' | 'json' | undefined
}

/** What the HTTP server is told. */
export interface ServerConfig {
  readonly host: string
  readonly port: number
  readonly bodyLimitBytes: number
  readonly trustProxy: boolean | string | number
  readonly shutdownGraceMs: number
}

/** Events on this disk while the queue is out of reach. */
export interface SpoolConfig {
  readonly directory: string
  readonly allowVanishing: boolean
  readonly limits: { readonly maxEvents?: number, readonly maxBytes?: number, readonly maxAgeMs?: number }
}

/** A config with every default filled in and every path absolute. */
export interface ResolvedConfig {
  readonly plugins: readonly PluginChoice[]
  /** By name. */
  readonly receivers: ReadonlyMap<string, ReceiverChoice>
  readonly queue: DriverChoice<Queue>
  readonly store: DriverChoice<Store>
  /** `false`: tokens are not kept. */
  readonly tokens: false | { readonly keyFile: string }
  readonly spool: SpoolConfig | undefined
  readonly role: Role
  readonly concurrency: number
  /** By name. */
  readonly schedules: Readonly<Record<string, ScheduleOptions>>
  readonly strict: boolean
  readonly data: string
  readonly server: ServerConfig
  readonly log: LogConfig
}

export const CONFIG_DEFAULTS = Object.freeze({
  role: 'both',
  concurrency: 16,
  strict: false,
  data: '.hooksmith',
  server: Object.freeze({ host: '127.0.0.1', port: 3_000, bodyLimitBytes: 1_048_576, trustProxy: false, shutdownGraceMs: 20_000 }),
  log: Object.freeze({ level: 'info' })
} as const)

/** Where a config belongs. */
interface Place { readonly root: string, readonly environment: Environment }

/**
 * Fills in the defaults.
 *
 * @param value - As the schema has it, except that members may be missing that it requires.
 */
export function resolveConfig (value: Readonly<Record<string, unknown>>, place: Place): ResolvedConfig {
  // checkValue found what is in it to be of the schema's types.
  const given = value as HooksmithConfig
  const { role, concurrency, strict, log = {} } = { ...CONFIG_DEFAULTS, ...defined(given) }
  const data = resolve(place.root, given.data ?? CONFIG_DEFAULTS.data)
  const queue = resolveDriver<Queue>(given.queue ?? 'lmdb', data, place)
  return {
    plugins: (given.plugins ?? []).flatMap((entry: PluginEntry | undefined, at) => entry === undefined ? [] : [resolvePlugin(entry, at)]),
    receivers: resolveReceivers(given.receivers ?? {}),
    queue,
    store: given.store === undefined ? storeBeside(queue) : resolveDriver<Store>(given.store, data, place),
    tokens: resolveTokens(given.tokens ?? true, data, place.root),
    spool: resolveSpool(given.spool ?? false, data, place.root),
    role,
    concurrency,
    schedules: given.schedules ?? {},
    strict,
    data,
    server: { ...CONFIG_DEFAULTS.server, ...defined(given.server ?? {}) },
    log: { level: log.level ?? CONFIG_DEFAULTS.log.level, format: 'format' in log ? log.format : undefined }
  }
}

function resolvePlugin (entry: PluginEntry, at: number): PluginChoice {
  return typeof entry === 'object' ? { at, use: entry.use, options: entry.options ?? {} } : { at, use: entry, options: {} }
}

type Named = { readonly driver: DriverName }

function resolveDriver<D extends Queue | Store> (given: DriverName | Named | D, data: string, place: Place): DriverChoice<D> {
  if (typeof given === 'string') return resolveNamed({ driver: given }, data, place)
  return 'driver' in given ? resolveNamed(given, data, place) : { kind: 'given', given }
}

function resolveNamed ({ driver, ...options }: Named, data: string, { root, environment }: Place): DriverChoice<never> {
  switch (driver) {
    case 'memory': return { kind: 'named', driver, options }
    case 'lmdb': return { kind: 'named', driver, options: { ...options, path: resolve(root, 'path' in options ? String(options.path) : join(data, 'lmdb')) } }
    case 'redis': return { kind: 'named', driver, options: withAddress(options, environment) }
  }
}

/** The usual variable wins over the file, as every variable does, unless the file names more than one server. */
function withAddress (options: object, { REDIS_URL: url = '' }: Environment): Readonly<Record<string, unknown>> {
  return url === '' || 'cluster' in options || 'sentinel' in options ? { ...options } : { ...options, url }
}

/** Members that a queue and the store beside it have in common. */
const SHARED = ['path', 'url', 'cluster', 'sentinel', 'name', 'callTimeoutMs']

function storeBeside (queue: DriverChoice<Queue>): DriverChoice<Store> {
  if (queue.kind === 'given') return { kind: 'named', driver: 'memory', options: {} }
  const options = queue.driver === 'memory' ? {} : Object.fromEntries(Object.entries(queue.options).filter(([name]) => SHARED.includes(name)))
  return { kind: 'named', driver: queue.driver, options }
}

function resolveTokens (tokens: boolean | { readonly keyFile?: string }, data: string, root: string): ResolvedConfig['tokens'] {
  if (tokens === false) return false
  return { keyFile: isObject(tokens) && typeof tokens.keyFile === 'string' ? resolve(root, tokens.keyFile) : join(data, 'token.key') }
}

function resolveSpool (spool: Exclude<HooksmithConfig['spool'], undefined>, data: string, root: string): SpoolConfig | undefined {
  if (spool === false) return undefined
  const { directory, allowVanishing = false, ...limits } = spool === true ? {} : spool
  return { directory: directory === undefined ? join(data, 'spool') : resolve(root, directory), allowVanishing, limits }
}

function defined<T extends object> (value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>
}
