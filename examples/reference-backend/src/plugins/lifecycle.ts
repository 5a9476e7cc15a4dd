import { definePlugin, retry } from '@hooksmith/core'
import '@hooksmith/forge/events' // types of the events

/** What becomes of the app on its sites. Forge tells of installations and of major upgrades; what it does not tell is noticed. */
export const lifecycle = definePlugin({
  name: 'lifecycle',
  register (router) {
    // For minutes after an installation Confluence may refuse the app's own account. The call then throws, and this runs again later, uncounted.
    router.on('avi:forge:installed:app', { id: 'introduce' }, async (event, ctx) => {
      const answer = await ctx.forge.asApp().requestConfluence('/wiki/rest/api/user/current')
      if (!answer.ok) return retry({ reason: `asking for the app's account was answered ${answer.status}` })
      await ctx.forge.storage.set('installed', { version: event.data.app.version })
    })

    router.on('avi:forge:upgraded:app', { id: 'migrate' }, async (event, ctx) => {
      await ctx.forge.storage.set('upgraded', { version: event.data.app.version })
    })

    // No event of Forge's: the app was uninstalled, was installed anew, or has been silent for a week.
    router.on('hooksmith:installation:gone', { id: 'forget' }, (event, ctx) => {
      ctx.log.info({ installation: event.data.installationId, reason: event.data.reason }, 'its data can go')
    })
  }
})
