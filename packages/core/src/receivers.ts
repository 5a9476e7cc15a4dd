import type { EventEnvelope } from '@hooksmith/contracts'
import type { FastifyInstance } from 'fastify'
import type { HandlerContext } from './handler.js'
import { addReceiveRoute, type RouteParts } from './receive-route.js'
import type { Receiver } from './receiver.js'
import { findReceiverProblems } from './receiver-check.js'
import type { RoutesTaken } from './routes-taken.js'

/** A receiver as everybody may see it. */
export type ReceiverSummary = Required<Pick<Receiver, 'name' | 'path' | 'methods'>>

/** Every receiver of a router. */
export class Receivers {
  readonly #fastify: FastifyInstance
  readonly #routes: RoutesTaken
  readonly #parts: RouteParts
  readonly #list: Receiver[] = []

  constructor (fastify: FastifyInstance, routes: RoutesTaken, parts: RouteParts) {
    this.#fastify = fastify
    this.#routes = routes
    this.#parts = parts
  }

  /** In order of registration. */
  get all (): readonly Receiver[] {
    return this.#list
  }

  /** @returns What is wrong with it; its route is not added then. */
  add (receiver: Receiver): Error[] {
    const problems = findReceiverProblems(receiver, this.#routes)
    if (problems.length > 0) return problems
    this.#list.push(receiver)
    addReceiveRoute(this.#fastify, receiver, this.#parts)
    return []
  }

  summaries (): ReceiverSummary[] {
    return this.#list.map(({ name, path, methods = ['POST'] }) => ({ name, path, methods }))
  }

  /** What the event's receiver adds to the context of its handlers. Of several with one name the last one speaks. */
  contextOf (event: EventEnvelope, signal: AbortSignal): Partial<HandlerContext> {
    return this.#list.findLast(({ name }) => name === String(event.receiver))?.context?.(event, signal) ?? {}
  }
}
