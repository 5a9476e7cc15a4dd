import { Type } from '@sinclair/typebox'
import { definePlugin, retry, type Handler, type HandlerOptions } from '@hooksmith/core'
import type {} from '@hooksmith/forge/events'
import type { FastifyPluginAsync } from 'fastify'

/** Reads the page that was created, and comes back when it is not published yet. */
export const reader = definePlugin({
  name: 'reader',
  options: Type.Object({ greeting: Type.String({ default: 'Welcome' }) }),
  register (router, { greeting }) {
    router.on('avi:confluence:created:page', { id: 'read' }, async (event, ctx) => {
      const response = await ctx.forge.asApp().requestConfluence(`/wiki/api/v2/pages/${event.data.content.id}`, { signal: ctx.signal })
      if (response.status === 409) return retry({ reason: 'not published yet', afterMs: 30_000, counted: false })
      ctx.log.info({ greeting, title: event.data.content.title }, 'read')
    })
  }
})

/** A plugin with one handler. */
export function handling (patterns: string | readonly string[], run: Handler, options: Partial<HandlerOptions> = {}): FastifyPluginAsync {
  return definePlugin({ name: 'p', register: (router) => { router.on(patterns, { id: 'h', ...options }, run) } })
}
