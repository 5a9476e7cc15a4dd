import type { Queue, Store, TokenStore } from '@hooksmith/contracts'
import { SpooledStore, StoreTokenStore, tokenKeysFromEnvironment, type SpoolOptions } from '@hooksmith/core'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import type { LoadedConfig } from './config/load.js'
import type { ConfigProblem } from './config/problem.js'
import type { DriverName } from './config/queue-schema.js'
import type { DriverChoice, SpoolConfig } from './config/resolve.js'
import { redisAddressProblem, redisPackageProblem, withoutCode } from './driver-problems.js'
import type { ProjectModules } from './modules.js'

/** What a server stores things in. */
export interface Drivers {
  readonly queue: Queue
  readonly store: Store
  readonly tokens: TokenStore | undefined
  readonly spool: SpoolOptions | undefined
  /** Closes all of them. Twice is fine. */
  close (): Promise<void>
}

/** Drivers, or everything that is wrong with what the config says of them. */
export type OpenedDrivers =
  | { readonly drivers: Drivers, readonly problems: readonly [] }
  | { readonly drivers: undefined, readonly problems: readonly ConfigProblem[] }

/** Drivers that store nothing anywhere: with them a composition can be looked at. */
export function makeTrialDrivers ({ config: { spool } }: LoadedConfig): Drivers {
  const [queue, store, local] = [new MemoryQueue(), new MemoryStore(), new MemoryStore()]
  const tokens = new StoreTokenStore({ store, keys: [new Uint8Array(32)] })
  const close = async (): Promise<void> => { for (const driver of [queue, store, local]) await driver.close() }
  return { queue, store, tokens, spool: spool === undefined ? undefined : { store: local, allowVanishing: true, ...spool.limits }, close }
}

/** What the drivers themselves find wrong with their options. They open nothing before their first call. */
export async function findOptionProblems (loaded: LoadedConfig, modules: ProjectModules): Promise<readonly ConfigProblem[]> {
  const opener = new Opener(loaded, modules)
  const { queue, store } = loaded.config
  if (queue.kind === 'named') await (await opener.open('queue', queue, QUEUES))?.close()
  if (store.kind === 'named') await (await opener.open('store', store, STORES))?.close()
  return opener.problems
}

/** A config of which only queue and store are wanted: no key is asked for or made, and no spool. */
export function withoutSecrets (loaded: LoadedConfig): LoadedConfig {
  return { ...loaded, config: { ...loaded.config, tokens: false, spool: undefined } }
}

/** Makes the drivers that a config names. A server that they need is not waited for. */
export async function openDrivers (loaded: LoadedConfig, modules: ProjectModules): Promise<OpenedDrivers> {
  const opener = new Opener(loaded, modules)
  const { config, environment } = loaded
  const queue = await opener.open('queue', config.queue, QUEUES)
  const store = await opener.open('store', config.store, STORES)
  const local = config.spool === undefined ? undefined : new LmdbStore({ path: config.spool.directory, name: 'spool' })
  const closables = [queue, store, local].filter((driver) => driver !== undefined)
  const close = async (): Promise<void> => { for (const driver of closables) await driver.close() }
  if (queue === undefined || store === undefined) {
    await close()
    return { drivers: undefined, problems: opener.problems }
  }
  const spooled = local === undefined || store.shared !== 'network' ? undefined : new SpooledStore({ store, local })
  const tokens = config.tokens === false
    ? undefined
    : new StoreTokenStore({
      store: spooled ?? store, keys: await tokenKeysFromEnvironment(environment, { developmentKeyFile: config.tokens.keyFile })
    })
  const spool = local === undefined || config.spool === undefined ? undefined : spoolOptions(config.spool, local, spooled)
  return { drivers: { queue, store, tokens, spool, close }, problems: [] }
}

function spoolOptions ({ directory, allowVanishing, limits }: SpoolConfig, store: Store, tokens: SpooledStore | undefined): SpoolOptions {
  return { store, directory, allowVanishing, ...limits, ...tokens === undefined ? {} : { tokens } }
}

/** How the drivers of one contract are made; redis is looked up in the project. */
interface Makers<D> {
  readonly memory: (options: never) => D
  readonly lmdb: (options: never) => D
  readonly redis: 'RedisQueue' | 'RedisStore'
}

const QUEUES: Makers<Queue> = { memory: (options) => new MemoryQueue(options), lmdb: (options) => new LmdbQueue(options), redis: 'RedisQueue' }
const STORES: Makers<Store> = { memory: (options) => new MemoryStore(options), lmdb: (options) => new LmdbStore(options), redis: 'RedisStore' }

class Opener {
  readonly problems: ConfigProblem[] = []
  readonly #loaded: LoadedConfig
  readonly #modules: ProjectModules

  constructor (loaded: LoadedConfig, modules: ProjectModules) {
    this.#loaded = loaded
    this.#modules = modules
  }

  async open<D> (member: 'queue' | 'store', choice: DriverChoice<D>, makers: Makers<D>): Promise<D | undefined> {
    if (choice.kind === 'given') return choice.given
    const make = choice.driver === 'redis' ? await this.#redis<D>(member, choice.options, makers.redis) : makers[choice.driver]
    if (make === undefined) return undefined
    try {
      // The schema of the config is that of the driver's options; the driver checks them again.
      return make(choice.options as never)
    } catch (error) {
      this.problems.push({ code: 'option', where: this.#loaded.where([member]), message: `'${member}': ${withoutCode(error)}`, fix: `correct it in '${member}'` })
      return undefined
    }
  }

  async #redis<D> (member: 'queue' | 'store', options: Readonly<Record<string, unknown>>, name: string): Promise<((options: never) => D) | undefined> {
    const problem = redisPackageProblem(this.#loaded, this.#modules, member) ?? redisAddressProblem(this.#loaded, member, options)
    const file = this.#modules.resolve('@hooksmith/redis')
    if (problem !== undefined || file === undefined) {
      if (problem !== undefined) this.problems.push(problem)
      return undefined
    }
    const { [name]: Driver } = await this.#modules.import(file)
    // What @hooksmith/redis exports under this name.
    const Constructor = Driver as new (options: never) => D
    return (given) => new Constructor(given)
  }
}

/** The name of the driver, for a person. */
export function driverName (choice: DriverChoice<Queue | Store>): DriverName | 'a driver of your own' {
  return choice.kind === 'named' ? choice.driver : 'a driver of your own'
}
