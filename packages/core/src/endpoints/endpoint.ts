import type { Static, TSchema } from '@sinclair/typebox'
import type { FastifyBaseLogger } from 'fastify'

/** Methods that an endpoint may take. */
export type EndpointMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What guards want to know of an endpoint, each under its own name, added by declaration merging: `forge: { moduleKey: 'panel' }`. */

export interface EndpointGuardOptions {}

/** How an endpoint wants to be called. */
export interface EndpointOptions<
  Body extends TSchema = TSchema, Params extends TSchema = TSchema, Query extends TSchema = TSchema> extends EndpointGuardOptions {
  /** @defaultValue ['POST'] */
  readonly methods?: readonly EndpointMethod[]
  /**
   * TypeBox schema of an object: the parameters of the path, by name. A text becomes the number, boolean or null that the schema wants where it writes one,
   * and what does not fit is answered with 400, every mistake named. Parameters that it does not name stay texts.
   * @defaultValue none: the handler gets texts
   */
  readonly params?: Params
  /**
   * The same of the query. A name that stands several times is a list; a list that the schema wants may have one value. Defaults in it are filled in.
   * @defaultValue none: the handler gets a `URLSearchParams`
   */
  readonly query?: Query
  /**
   * TypeBox schema of the JSON body: defaults in it are filled in, and a body that does not fit is answered with 400, every mistake named.
   * @defaultValue none: the handler gets whatever JSON came, `undefined` for an empty body and for one of another content type
   */
  readonly body?: Body
  /** From the arrival of the request until the answer, in milliseconds; then the answer is 504. @defaultValue 24_000, a second below what Forge waits */
  readonly timeoutMs?: number
  /** Largest body taken, in bytes; above it the answer is 413 and nothing is verified. @defaultValue 1_048_576 */
  readonly bodyLimitBytes?: number
  /**
   * `json`: every answer is JSON, also those to bad input, and what cannot be JSON is refused here. `any`: texts and bytes go out as they are.
   * @defaultValue 'json'
   */
  readonly replies?: 'json' | 'any'
  /**
   * Origins whose pages may call from a browser, for example `https://app.example.com`; `true`: those that the guard knows.
   * @defaultValue false: no page may
   */
  readonly cors?: boolean | readonly string[]
  /** Name of the guard that proves who calls. @defaultValue the only one that the server has */
  readonly guard?: string
}

/** Names of a path's parameters: `/pages/:id/*` has `id` and `*`. A `*` stands for whatever follows, also nothing. */
export type PathParams<Path extends string> =
  Path extends `${infer Head}/${infer Rest}` ? PathParams<Head> & PathParams<Rest>
    : Path extends `:${infer Name}` ? { readonly [name in Name]: string }
      : Path extends `${string}*` ? { readonly '*': string } : unknown

/** The same as a handler gets them: what a schema names is as that says. */
export type EndpointParams<Path extends string, Params extends TSchema = TSchema> =
  TSchema extends Params ? PathParams<Path> : Static<Params> & Omit<PathParams<Path>, keyof Static<Params>>

/** One call, once its caller is proven and its body was read. */
export interface EndpointCall<Body = unknown, Params = unknown, Query = URLSearchParams> {
  readonly method: EndpointMethod
  /** Without the query. */
  readonly path: string
  /** What stands in the path for `:name` and `*`, decoded; of the schema's types, where there is one. */
  readonly params: Params
  /** A `URLSearchParams`, or an object where there is a schema. */
  readonly query: Query
  /** Names in lower case. Without those that carry credentials of the guard's. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Body
  /** As it came. */
  readonly rawBody: Uint8Array
}

/** What an endpoint's handler gets beside the call. Guards add to it by declaration merging (`ctx.forge`). */
export interface EndpointContext {
  /** On whose behalf the call comes. */
  readonly tenant: string
  /** Aborts when the time is up, when the caller went away, and when the server has to close; `reason` is a coded error. */
  readonly signal: AbortSignal
  /** Writes the request's id, the tenant and the endpoint with every line. */
  readonly log: FastifyBaseLogger
}

/** What a handler may return: a {@link reply}, or a value that is answered as JSON with status 200; nothing is answered as `{}`. */
export type EndpointResult = EndpointReply | object | string | number | boolean | null | undefined | void

/** Answers a call while its caller waits. Nothing is stored, and nothing runs again. */
export type EndpointHandler<Body = unknown, Params = unknown, Query = URLSearchParams> =
  (call: EndpointCall<Body, Params, Query>, ctx: EndpointContext) => EndpointResult | Promise<EndpointResult>

/** Adds an endpoint; see `PluginRouter.endpoint`. */
export type AddEndpoint = <
  Path extends string, Body extends TSchema = TSchema, Params extends TSchema = TSchema, Query extends TSchema = TSchema> (
  path: Path,
  options: EndpointOptions<Body, Params, Query>,
  handler: EndpointHandler<
    TSchema extends Body ? unknown : Static<Body>, EndpointParams<Path, Params>, TSchema extends Query ? URLSearchParams : Static<Query>>
) => void

/** An endpoint as everybody may see it. */
export interface EndpointSummary {
  readonly plugin: string
  readonly path: string
  readonly methods: readonly EndpointMethod[]
  /** Who proves its callers. */
  readonly guard: string
  /** What it told its guard. */
  readonly guardOptions: unknown
}

/** Tells replies from whatever else a handler returns. Registered, so that two copies of this package agree. */
const REPLY: unique symbol = Symbol.for('hooksmith.reply')

/** An answer with more to it than a value. */
export interface EndpointReply {
  readonly [REPLY]: true
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/**
 * An answer with a status or headers of its own. What cannot be answered so (a status below 200 or above 599, one that the caller's platform
 * keeps for itself, a body that cannot be written) is answered with 500 and `HKS_ERR_ENDPOINT_REPLY`, and logged.
 *
 * @param answer.status - @defaultValue 200
 */
export function reply (
  answer: { readonly status?: number, readonly headers?: Readonly<Record<string, string>>, readonly body?: unknown }): EndpointReply {
  const { status = 200, headers = {}, body } = answer
  return { [REPLY]: true, status, headers, body }
}

/** What a handler's return value means. */
export function asReply (value: unknown): EndpointReply {
  // Only reply() writes the symbol.
  return typeof value === 'object' && value !== null && REPLY in value ? value as EndpointReply : reply({ body: value })
}
