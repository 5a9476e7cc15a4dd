import type { Clock } from '@hooksmith/contracts'
import type { FastifyInstance } from 'fastify'
import type { Observer } from '../observations.js'
import { addRawRoute } from '../raw-route.js'
import { placeOf, type RoutesTaken } from '../routes-taken.js'
import { CallsUnderWay } from './budget.js'
import type { EndpointHandler, EndpointOptions, EndpointSummary } from './endpoint.js'
import { HKS_ERR_ENDPOINT_CLASH, HKS_ERR_ENDPOINT_GUARD, HKS_ERR_ENDPOINT_OPTION } from './errors.js'
import type { EndpointGuard } from './guard.js'
import { ENDPOINT_MEMBERS, findOptionProblems, resolveEndpointOptions, unknownOptions, type ResolvedEndpointOptions } from './options.js'
import { PreflightRoute } from './preflight.js'
import { EndpointRoute } from './route.js'

/** What endpoints need of the router. */
export interface EndpointsParts {
  readonly fastify: FastifyInstance
  readonly clock: Clock
  readonly observe: Observer
  readonly routes: RoutesTaken
}

/** An endpoint as a plugin gave it. */
interface Draft {
  readonly plugin: string
  readonly path: string
  readonly options: ResolvedEndpointOptions
}

const NAME = /^[a-z0-9-]{1,80}$/

/** Every endpoint of a router, with the guards that prove their callers. */
export class Endpoints {
  readonly #parts: EndpointsParts
  readonly #drafts: Draft[] = []
  readonly #guards = new Map<string, EndpointGuard>()
  readonly #preflights = new Map<string, PreflightRoute>()
  readonly #underWay: CallsUnderWay
  /** What endpoints were given, those that are refused included. */
  readonly #given: Array<{ readonly id: string, readonly given: EndpointOptions }> = []

  constructor (parts: EndpointsParts) {
    this.#parts = parts
    this.#underWay = new CallsUnderWay(parts.clock)
  }

  /** @returns What is wrong with it; it is not added then. */
  addGuard (guard: EndpointGuard): Error[] {
    const { name } = guard
    if (!NAME.test(name) || ENDPOINT_MEMBERS.includes(name)) return [new HKS_ERR_ENDPOINT_GUARD('*', `'${String(name)}' is no name for a guard`)]
    if (this.#guards.has(name)) return [new HKS_ERR_ENDPOINT_GUARD('*', `two guards are called '${name}'`)]
    this.#guards.set(name, guard)
    return []
  }

  /** @returns What is wrong with it; its route is not added then. */
  add (plugin: string, path: string, given: EndpointOptions, handler: EndpointHandler): Error[] {
    const id = idOf(plugin, path)
    if (typeof given !== 'object' || given === null) return [new HKS_ERR_ENDPOINT_OPTION(id, 'its second argument must be an object of options, {} for none')]
    this.#given.push({ id, given })
    const problems = findOptionProblems(path, given, handler)
    if (problems.length > 0) return problems.map((why) => new HKS_ERR_ENDPOINT_OPTION(id, why))
    const options = resolveEndpointOptions(given)
    const { fastify, routes, ...parts } = this.#parts
    const taken = routes.take(`endpoint '${id}'`, options.methods, path)
    if (taken !== undefined) return [new HKS_ERR_ENDPOINT_CLASH(id, taken.method, taken.owner)]
    const draft = { plugin, path, options }
    this.#drafts.push(draft)
    const guard = (): EndpointGuard => this.#guardOf(draft)
    const route = new EndpointRoute({ ...parts, path, options, handler, guard, underWay: this.#underWay })
    addRawRoute(fastify, route)
    if (options.cors !== false) this.#addPreflight(route)
    return []
  }

  /** What is wrong with endpoints once all guards are there. */
  findProblems (): Error[] {
    const names = [...this.#guards.keys()]
    // Without a guard nobody can say which options are for one.
    const unknown = names.length === 0
      ? []
      : this.#given.flatMap(({ id, given }) => unknownOptions(given, names).map((why) => new HKS_ERR_ENDPOINT_OPTION(id, why)))
    const ofGuards = this.#drafts.flatMap(({ plugin, path, options }) => {
      const id = idOf(plugin, path)
      const guard = this.#find(options)
      if (guard === undefined) return [new HKS_ERR_ENDPOINT_GUARD(id, this.#missing(options.guard))]
      return (guard.findProblems?.(options.guardOptions[guard.name]) ?? []).map((why) => new HKS_ERR_ENDPOINT_OPTION(id, why))
    })
    return [...unknown, ...ofGuards]
  }

  /** Every endpoint, in order of registration. */
  summaries (): EndpointSummary[] {
    return this.#drafts.map(({ plugin, path, options }) => {
      const guard = this.#find(options)?.name ?? options.guard ?? ''
      return { plugin, path, methods: options.methods, guard, guardOptions: options.guardOptions[guard] }
    })
  }

  /** Calls that are under way in `graceMs` milliseconds end with 503 then: the server cannot wait any longer. */
  close (graceMs: number): void {
    this.#underWay.close(graceMs)
  }

  /** Endpoints of one path share its OPTIONS. */
  #addPreflight (route: EndpointRoute): void {
    const place = placeOf(route.path)
    const known = this.#preflights.get(place)
    if (known !== undefined) return known.add(route)
    const preflight = new PreflightRoute(route)
    this.#preflights.set(place, preflight)
    addRawRoute(this.#parts.fastify, preflight)
  }

  #find ({ guard }: ResolvedEndpointOptions): EndpointGuard | undefined {
    if (guard !== undefined) return this.#guards.get(guard)
    const [only, ...others] = this.#guards.values()
    return others.length === 0 ? only : undefined
  }

  #guardOf ({ plugin, path, options }: Draft): EndpointGuard {
    const guard = this.#find(options)
    // findProblems has refused the server's start.
    if (guard === undefined) throw new HKS_ERR_ENDPOINT_GUARD(idOf(plugin, path), this.#missing(options.guard))
    return guard
  }

  #missing (name: string | undefined): string {
    const names = [...this.#guards.keys()].map((one) => `'${one}'`).join(', ')
    if (names === '') return 'add a receiver that takes calls, such as @hooksmith/forge'
    return name === undefined ? `there are ${names}, name one of them with the option 'guard'` : `there is no guard '${name}', only ${names}`
  }
}

function idOf (plugin: string, path: string): string {
  return `${plugin} ${path}`
}
