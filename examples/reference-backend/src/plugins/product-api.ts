import { Type } from '@sinclair/typebox'
import { definePlugin, reply } from '@hooksmith/core'
import '@hooksmith/forge' // types of ctx.forge
import { readPage } from '../comments.js'

/** Calls to Confluence, as the app and as the user who sits before the screen. Which token, which base URL and which retries is not the handler's concern. */
export const productApi = definePlugin({
  name: 'product-api',
  register (router) {
    // What is no id of a page is answered with 400 and the mistake, and Confluence is not asked.
    const params = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,20}$' }) })
    const isMissing = reply({ status: 404, body: { message: 'There is no such page, or you may not see it.' } })

    router.endpoint('/pages/:id/as-app', { methods: ['GET'], params }, async ({ params }, { forge }) => {
      return await readPage(forge.asApp(), params.id) ?? isMissing
    })

    router.endpoint('/pages/:id/as-user', { methods: ['GET'], params, forge: { requireUser: true } }, async ({ params }, { forge }) => {
      return await readPage(forge.asUser(), params.id) ?? isMissing
    })
  }
})
