import { Type } from '@sinclair/typebox'
import { definePlugin, reply } from '@hooksmith/core'
import '@hooksmith/forge' // types of ctx.forge

/** Forge's own key-value storage. Over GraphQL, because server.ts says `storage: 'graphql'`; over REST nothing changes here. */
export const storage = definePlugin({
  name: 'storage',
  register (router) {
    router.endpoint('/storage/:key', { methods: ['GET'] }, async ({ params }, { forge }) => {
      const value = await forge.storage.get(params.key)
      return value === undefined ? reply({ status: 404, body: { message: 'Nothing is stored there.' } }) : { value }
    })

    // A body without `value`, or with a longer one, is answered with 400 and the mistake.
    const Note = Type.Object({ value: Type.String({ maxLength: 1_000 }) })
    router.endpoint('/storage/:key', { methods: ['PUT'], body: Note }, async ({ params, body }, { forge }) => {
      await forge.storage.set(params.key, body.value)
    })

    router.endpoint('/storage/:key', { methods: ['DELETE'] }, async ({ params }, { forge }) => {
      await forge.storage.delete(params.key)
      return reply({ status: 204 })
    })
  }
})
