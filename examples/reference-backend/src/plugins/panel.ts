import { Type } from '@sinclair/typebox'
import { definePlugin, reply } from '@hooksmith/core'
import type { ForgeEndpointContext } from '@hooksmith/forge'
import { comment, readPage } from '../comments.js'

/** The resolver of the macro: what its page asks while somebody waits. Calls of other modules of the app do not get here. */
export const panel = definePlugin({
  name: 'panel',
  register (router) {
    const forge = { moduleKey: 'page-panel', requireUser: true }

    // invokeRemote of the bridge: through Forge, with the tokens of app and user.
    router.endpoint('/panel/page', { methods: ['GET'], forge }, async (_call, { forge: { context, principal, asUser } }) => {
      const page = await readPage(asUser(), pageIdOf(context))
      // Never 401, which is Forge's word for a bad token: the page would not get to see this answer.
      return page === undefined ? reply({ status: 403, body: { message: 'You may not see this page.' } }) : { page, user: principal }
    })

    // requestRemote of the bridge: from the browser itself, hence CORS, and without tokens: the app's is the one that is stored.
    const Body = Type.Object({ text: Type.String({ minLength: 1, maxLength: 500 }) })
    router.endpoint('/panel/comments', { body: Body, cors: true, forge }, async ({ body }, { forge: { context, asApp } }) => {
      const answer = await comment(asApp(), pageIdOf(context), body.text)
      return reply({ status: answer.ok ? 201 : 502, body: { placed: answer.ok } })
    })
  }
})

/** The page that the macro stands on, as the signed token says; never as the browser says. */
function pageIdOf (context: ForgeEndpointContext['context']): string {
  const { content } = context?.extension ?? {}
  return typeof content === 'object' && content !== null && 'id' in content ? String(content.id) : '0'
}
