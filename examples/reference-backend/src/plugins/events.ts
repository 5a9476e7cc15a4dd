import { Type } from '@sinclair/typebox'
import { definePlugin, retry } from '@hooksmith/core'
import '@hooksmith/forge/events' // types of the events
import { comment, readPage } from '../comments.js'

/** What happens on the site. Handlers run after Forge was answered, each with retries of its own. */
export const events = definePlugin({
  name: 'events',
  options: Type.Object({
    welcome: Type.String({ default: 'Thank you for this page.' })
  }),
  register (router, { welcome }) {
    router.on('avi:confluence:created:page', { id: 'greet', key: (event) => event.data.content.id }, async (event, ctx) => {
      const answer = await comment(ctx.forge.asApp(), event.data.content.id, welcome)
      if (!answer.ok) return retry({ reason: `placing the comment was answered ${answer.status}` })
    })

    // The comment above is an event as well. It has `selfGenerated`, and only handlers that say `self: true` get such events: no loop.
    router.on('avi:confluence:created:comment', { id: 'fetch-page' }, async (event, ctx) => {
      const { container } = event.data.content
      const page = container === undefined ? undefined : await readPage(ctx.forge.asApp(), String(container.id))
      ctx.log.info({ page: page?.title }, 'somebody commented')
    })
  }
})
