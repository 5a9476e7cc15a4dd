import { LRUCache } from 'lru-cache'
import {
  HKS_ERR_ROUTER_HANDLER_CLASH, HKS_ERR_ROUTER_HANDLER_OPTION, HKS_ERR_ROUTER_PATTERN
} from './errors.js'
import { compileFilter, type FilterExpression } from './filter.js'
import { findHandlerProblems } from './handler-check.js'
import type { Handler, HandlerOptions } from './handler.js'
import { matchesPattern, parsePattern, type Pattern } from './pattern.js'
import { resolveRetryPolicy, type RetryPolicy } from './retry-policy.js'

/** How long one attempt may take unless its handler says otherwise, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 60_000

/** Event types whose handlers are remembered. The names come from callers, so their number has to be bounded. */
const MAX_REMEMBERED_TYPES = 4_096

/** A handler as the router keeps it: options checked and resolved. */
export interface Registration {
  /** `plugin/handler`. */
  readonly id: string
  /** The id in job ids: the oldest the handler ever had, so that a rename does not double what was delivered before it. */
  readonly jobIdentity: string
  readonly aliases: readonly string[]
  readonly patterns: readonly string[]
  readonly policy: RetryPolicy
  readonly timeoutMs: number
  readonly concurrency: number | undefined
  readonly self: boolean
  readonly key: HandlerOptions['key']
  readonly expression: FilterExpression | undefined
  readonly filter: Exclude<HandlerOptions['filter'], string>
  readonly run: Handler
}

/** What a router tells of one handler. */
export interface HandlerSummary {
  /** `plugin/handler`. */
  readonly id: string
  readonly aliases: readonly string[]
  readonly patterns: readonly string[]
  readonly timeoutMs: number
  /** How often a failed attempt is made again. */
  readonly retries: number
  /** Whether its jobs may run one at a time by a key. */
  readonly hasKey: boolean
  /** Whether it wants events that the app caused itself. */
  readonly self: boolean
}

/** All handlers of a router, by id and by event type. Mistakes are collected in {@link HandlerTable.problems}. */
export class HandlerTable {
  readonly problems: Error[] = []
  readonly #byId = new Map<string, Registration>()
  readonly #exact = new Map<string, Registration[]>()
  readonly #globs: Array<readonly [Pattern, Registration]> = []
  readonly #matched = new LRUCache<string, readonly Registration[]>({ max: MAX_REMEMBERED_TYPES })

  /** Adds one handler of `plugin`; what is wrong with it joins the problems. */
  add (plugin: string, patterns: readonly string[], options: HandlerOptions, run: Handler): void {
    const id = `${plugin}/${options.id}`
    const parsed = this.#parse(id, patterns)
    const registration = this.#resolve(plugin, id, patterns, options, run)
    if (registration === undefined) return
    for (const name of [id, ...registration.aliases]) {
      if (this.#byId.has(name)) this.problems.push(new HKS_ERR_ROUTER_HANDLER_CLASH(name))
      else this.#byId.set(name, registration)
    }
    for (const pattern of parsed) this.#index(pattern, registration)
    this.#matched.clear()
  }

  /** The handler that has this id or alias now. */
  get (id: string): Registration | undefined {
    return this.#byId.get(id)
  }

  /** Every id and alias. */
  ids (): readonly string[] {
    return [...this.#byId.keys()]
  }

  /** Every handler once. */
  all (): readonly Registration[] {
    return [...new Set(this.#byId.values())]
  }

  /** Every handler once, as the router tells of it. */
  summaries (): readonly HandlerSummary[] {
    return this.all().map(({ id, aliases, patterns, timeoutMs, policy: { retries }, key, self }) =>
      ({ id, aliases, patterns, timeoutMs, retries, hasKey: key !== undefined, self }))
  }

  /** The handlers that want events of `type`, in order of registration, each once. */
  match (type: string): readonly Registration[] {
    const remembered = this.#matched.get(type)
    if (remembered !== undefined) return remembered
    const globs = this.#globs.filter(([pattern]) => matchesPattern(pattern, type)).map(([, registration]) => registration)
    const found = [...new Set([...this.#exact.get(type) ?? [], ...globs])]
    this.#matched.set(type, found)
    return found
  }

  #parse (id: string, patterns: readonly string[]): Pattern[] {
    const parsed: Pattern[] = []
    if (patterns.length === 0) this.problems.push(new HKS_ERR_ROUTER_HANDLER_OPTION(id, 'it names no event'))
    for (const text of patterns) {
      const pattern = parsePattern(text)
      if (typeof pattern === 'string') this.problems.push(new HKS_ERR_ROUTER_PATTERN(id, text, pattern))
      else parsed.push(pattern)
    }
    return parsed
  }

  #index (pattern: Pattern, registration: Registration): void {
    if (pattern.kind === 'glob') {
      this.#globs.push([pattern, registration])
      return
    }
    const list = this.#exact.get(pattern.name)
    if (list === undefined) this.#exact.set(pattern.name, [registration])
    else list.push(registration)
  }

  #resolve (
    plugin: string, id: string, patterns: readonly string[], options: HandlerOptions, run: Handler): Registration | undefined {
    const { filter, aliases = [] } = options
    const expression = typeof filter === 'string' ? compileFilter(filter) : undefined
    const found = findHandlerProblems(options, run)
    if (typeof expression === 'string') found.push(expression)
    for (const why of found) this.problems.push(new HKS_ERR_ROUTER_HANDLER_OPTION(id, why))
    if (found.length > 0 || typeof expression === 'string') return undefined
    return {
      id,
      aliases: aliases.map((alias) => `${plugin}/${alias}`),
      jobIdentity: `${plugin}/${aliases[0] ?? options.id}`,
      patterns,
      policy: resolveRetryPolicy(options.retry),
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      concurrency: options.concurrency,
      self: options.self ?? false,
      key: options.key,
      expression,
      filter: typeof filter === 'function' ? filter : undefined,
      run
    }
  }
}
