import { definePlugin, retry } from '@hooksmith/core'
import '@hooksmith/forge/events' // types of the events

/**
 * The scheduled trigger. Tokens come with deliveries only and live two to four hours; that this one brings a new one every hour, and that the
 * newest is kept, needs no code. What is here is the app's own hourly work.
 */
export const hourly = definePlugin({
  name: 'hourly',
  register (router) {
    router.on('forge:scheduled:hourly', { id: 'look-around' }, async (_event, ctx) => {
      const answer = await ctx.forge.asApp().requestConfluence('/wiki/api/v2/footer-comments?limit=1')
      if (!answer.ok) return retry({ reason: `looking at comments was answered ${answer.status}` })
    })
  }
})
