import { definePlugin, reply, type EndpointCall, type EndpointContext, type EndpointReply } from '@hooksmith/core'
import '@hooksmith/forge' // types of ctx.forge

/**
 * Requests to public addresses of the app. The token proves that they came through Forge, and which installation's address was called; who
 * called is for the app to find out, so nothing here does more than tell the time of day.
 */
export const webTriggers = definePlugin({
  name: 'web-triggers',
  register (router) {
    // Straight to the backend: method, query, headers and body as they were sent, and any answer goes.
    const options = { replies: 'any', methods: ['GET', 'POST'], timeoutMs: 50_000, forge: { moduleKey: 'ping-endpoint' } } as const
    const answer = ({ method, path, query, rawBody }: EndpointCall, { forge }: EndpointContext): EndpointReply => {
      const asked = `${method} ${path}${query.size === 0 ? '' : `?${query}`}, ${rawBody.length} bytes`
      return reply({ body: `${asked}, for ${forge.installation.id}\n`, headers: { 'cache-control': 'no-store' } })
    }
    router.endpoint('/ping', options, answer)
    router.endpoint('/ping/*', options, answer) // with whatever the caller wrote behind the address

    // Through a function: it calls invokeRemote('backend', { path: '/relay' }), which brings the app's token, as remotes[].auth says. Bound to no
    // module: which one the token of a function's call names is documented nowhere.
    router.endpoint('/relay', {}, async (_call, { forge }) => {
      const answer = await forge.asApp().requestConfluence('/wiki/rest/api/user/current')
      return { reachesConfluence: answer.ok }
    })
  }
})
