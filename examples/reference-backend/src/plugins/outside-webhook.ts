import { Type } from '@sinclair/typebox'
import { dead, definePlugin, retry } from '@hooksmith/core'
import type { ForgeCalls } from '@hooksmith/forge'
import '../chat/receiver.js' // types of its events
import { comment } from '../comments.js'

/**
 * What an outside system says is done in Confluence: by the app, with the token that is stored, and by the user, who is not there. While no token
 * is at hand the calls throw, and the job waits until one comes.
 */
export const outsideWebhook = definePlugin({
  name: 'outside-webhook',
  options: Type.Object({
    /** Which site a team of the chat system is linked with: team to cloud id. */
    sites: Type.Record(Type.String(), Type.String(), { default: {} }),
    /** Which account a user of the chat system has linked: user to account id. Nobody acts for others by naming them. */
    accounts: Type.Record(Type.String(), Type.String(), { default: {} })
  }),
  register (router, { sites, accounts }, fastify) {
    /** Where the app is installed on the team's site. The base URL of all calls is the one that Forge's token named, whatever the message says. */
    const callsFor = async (team: string, signal: AbortSignal): Promise<ForgeCalls | undefined> => {
      const cloudId = linked(sites, team)
      if (cloudId === undefined) return undefined
      const { installations: [found] } = await fastify.forge.installations.list({ cloudId, state: 'active', limit: 1 })
      return found === undefined ? undefined : await fastify.forge.installation(found.tenant, { signal })
    }

    router.on('chat:message', { id: 'as-app' }, async ({ data: { team, pageId, user, text } }, ctx) => {
      const calls = await callsFor(team, ctx.signal)
      if (calls === undefined) return dead({ reason: 'the app is not installed on a site of this team' })
      const answer = await comment(calls.asApp(), pageId, `${user} in chat: ${text}`)
      if (!answer.ok) return retry({ reason: `the app's comment was answered ${answer.status}` })
    })

    router.on('chat:message', { id: 'as-user', filter: ({ data }) => linked(accounts, data.user) !== undefined }, async ({ data: { team, pageId, user, text } }, ctx) => {
      const calls = await callsFor(team, ctx.signal)
      if (calls === undefined) return dead({ reason: 'the app is not installed on a site of this team' })
      const answer = await comment(calls.asUser(linked(accounts, user) ?? ''), pageId, text)
      if (!answer.ok) return retry({ reason: `the user's comment was answered ${answer.status}` })
    })
  }
})

/** Names come from outside: `constructor` is linked with nothing. */
function linked (links: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(links, name) ? links[name] : undefined
}
