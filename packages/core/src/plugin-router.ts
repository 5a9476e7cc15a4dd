import type { EndpointHandler, EndpointOptions } from './endpoints/endpoint.js'
import type { Handler, HandlerOptions, HandlerWrapper, PluginRouter } from './handler.js'

/** A handler as a plugin gave it, before anything was checked. */
export interface Draft {
  readonly plugin: string
  /** `plugin/handler`. */
  readonly id: string
  readonly patterns: readonly string[]
  readonly options: HandlerOptions
  readonly handler: Handler
  /** The plugin's own; one added after the handler applies to it as well. */
  readonly wrappers: readonly HandlerWrapper[]
}

/** What of the router a plugin's part of it calls. */
export interface PluginHost extends Pick<PluginRouter, 'schedule'> {
  addEndpoint (plugin: string, path: string, options: EndpointOptions, handler: EndpointHandler): void
  /** @throws `HKS_ERR_ROUTER_STARTED`. */
  assertComposing (what: string): void
}

/** The router as one plugin sees it. */
export function makePluginRouter (plugin: string, drafts: Draft[], host: PluginHost): PluginRouter {
  const wrappers: HandlerWrapper[] = []
  return {
    on (patterns, options, handler) {
      const id = `${plugin}/${options.id}`
      host.assertComposing(`handler '${id}'`)
      // The payload type belongs to the patterns: whatever event reaches this handler was matched by one of them.
      const untyped = { options: options as HandlerOptions, handler: handler as Handler }
      drafts.push({ plugin, id, patterns: typeof patterns === 'string' ? [patterns] : [...patterns], wrappers, ...untyped })
    },
    wrap (wrapper) {
      host.assertComposing('a wrapper')
      wrappers.push(wrapper)
    },
    endpoint (path, options, handler) {
      // The call's types belong to path and schema: whatever call reaches this handler matched the one and was checked by the other.
      host.addEndpoint(plugin, path, options, handler as EndpointHandler)
    },
    schedule (name, options) { host.schedule(name, options) }
  }
}

/** The handler inside all wrappers, the first one outermost. */
export function wrapAll (handler: Handler, wrappers: readonly HandlerWrapper[]): Handler {
  return wrappers.reduceRight((next, wrapper) => wrapper(next), handler)
}
