import { Type } from '@sinclair/typebox'
import { definePlugin, retry } from '@hooksmith/core'
import '@hooksmith/forge/events' // the events' types

/**
 * What an app team writes: one handler an event. Everything else (who calls, the answer within five seconds, storing, retries,
 * tokens) is done before and after it.
 */
export const greeter = definePlugin({
  name: 'greeter',
  version: '1.0.0',
  options: Type.Object({
    text: Type.String({ default: 'Welcome! Somebody will have a look at this page soon.' })
  }),
  register (router, options, fastify) {
    // A new page gets a comment, written by the app itself. Comments on one page are placed one after the other.
    router.on('avi:confluence:created:page', { id: 'greet', key: (event) => event.data.content.id }, async (event, ctx) => {
      const response = await ctx.forge.asApp().requestConfluence('/wiki/api/v2/footer-comments', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ pageId: event.data.content.id, body: { representation: 'storage', value: options.text } })
      })
      if (!response.ok) return retry({ reason: `placing the comment was answered ${response.status}` })
    })

    // The event says which comment was made, not what the page says: that has to be fetched.
    router.on('avi:confluence:created:comment', { id: 'read-page' }, async (event, ctx) => {
      const pageId = event.data.content.container?.id
      const response = await ctx.forge.asApp().requestConfluence(`/wiki/api/v2/pages/${encodeURIComponent(String(pageId))}`)
      if (!response.ok) return retry({ reason: `fetching the page was answered ${response.status}` })
    })

    // For some minutes after an installation the app's own account may not be permitted yet. The call throws, and this runs again later, uncounted.
    router.on('avi:forge:installed:app', { id: 'remember' }, async (_event, ctx) => {
      const { installation } = ctx.forge
      const response = await ctx.forge.asApp().requestConfluence('/wiki/rest/api/user/current')
      if (!response.ok) return retry({ reason: `asking for the app's account was answered ${response.status}` })
      const record = JSON.stringify({ installation: installation.id, api: installation.apiBaseUrl })
      await fastify.hooksmith.store?.put(`greeter/installation/${installation.tenant}`, Buffer.from(record))
    })

    // Tokens come with deliveries only. A tick every hour keeps one at hand, so there is nothing more to do here.
    router.on('forge:scheduled:hourly', { id: 'keep-token' }, async (_event, ctx) => {
      ctx.log.debug('token kept')
    })
  }
})
