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

/** The router as one plugin sees it. */
export function makePluginRouter (plugin: string, drafts: Draft[], assertOpen: (what: string) => void): PluginRouter {
  const wrappers: HandlerWrapper[] = []
  return {
    on (patterns, options, handler) {
      const id = `${plugin}/${options.id}`
      assertOpen(`handler '${id}'`)
      // The payload type belongs to the patterns: whatever event reaches this handler was matched by one of them.
      const untyped = { options: options as HandlerOptions, handler: handler as Handler }
      drafts.push({ plugin, id, patterns: typeof patterns === 'string' ? [patterns] : [...patterns], wrappers, ...untyped })
    },
    wrap (wrapper) {
      assertOpen('a wrapper')
      wrappers.push(wrapper)
    }
  }
}

/** The handler inside all wrappers, the first one outermost. */
export function wrapAll (handler: Handler, wrappers: readonly HandlerWrapper[]): Handler {
  return wrappers.reduceRight((next, wrapper) => wrapper(next), handler)
}
