import fp from 'fastify-plugin'
import type { FastifyPluginAsync } from 'fastify'
import type { RouterOptions } from './options.js'
import { Router } from './router.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The router, once `@hooksmith/core` is registered. */
    hooksmith: Router
  }
  interface FastifyContextConfig {
    /** On the routes of receivers: the receiver's name. */
    hooksmithReceiver?: string
  }
}

/** What plugins name as their dependency. */
export const ROUTER_PLUGIN_NAME = '@hooksmith/core'

const plugin: FastifyPluginAsync<RouterOptions> = async (fastify, options) => {
  const router = new Router(fastify, options)
  fastify.decorate('hooksmith', router)
  fastify.addHook('onReady', async () => { await router.start() })
  // Not in onClose, which runs last for whoever was registered first: handlers that finish still need what plugins close there.
  let isClosing = false
  fastify.addHook('preClose', async () => {
    isClosing = true
    await router.stop()
  })
  // A connection that a request in flight leaves open would keep the server until its sender lets go, a minute and more. HTTP/2 has no such header.
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (isClosing && request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
    done()
  })
  // Requests that were in flight at preClose are answered by now.
  fastify.addHook('onClose', async () => { await router.close() })
}

/**
 * The router as a Fastify plugin: register it first, then receivers and plugins, then `ready()` or `listen()`. A worker process does
 * the same and does not listen.
 *
 * Closing the server stops the taking of jobs, waits up to `shutdownGraceMs` for running attempts and hands the rest back, uncounted. Within
 * the same time it drains the spool; what is left is named in the log. Requests in flight are answered, calls of endpoints at the latest after
 * `shutdownGraceMs` with 503, and their connections end with the answer.
 */
export const router = fp(plugin, { name: ROUTER_PLUGIN_NAME, fastify: '5.x', decorators: {} })
