import fp from 'fastify-plugin'
import type { FastifyPluginAsync } from 'fastify'
import type { RouterOptions } from './options.js'
import { Router } from './router.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The router, once `@hooksmith/core` is registered. */
    hooksmith: Router
  }
}

/** What plugins name as their dependency. */
export const ROUTER_PLUGIN_NAME = '@hooksmith/core'

const plugin: FastifyPluginAsync<RouterOptions> = async (fastify, options) => {
  const router = new Router(fastify, options)
  fastify.decorate('hooksmith', router)
  fastify.addHook('onReady', async () => { router.start() })
  // Not in onClose, which runs last for whoever was registered first: handlers that finish still need what plugins close there.
  fastify.addHook('preClose', async () => { await router.stop() })
}

/**
 * The router as a Fastify plugin: register it first, then receivers and plugins, then `ready()` or `listen()`. A worker process does
 * the same and does not listen.
 *
 * Closing the server stops the taking of jobs, waits up to `shutdownGraceMs` for running attempts and hands the rest back, uncounted.
 */
export const router = fp(plugin, { name: ROUTER_PLUGIN_NAME, fastify: '5.x', decorators: {} })
