import { Type } from '@sinclair/typebox'
import { definePlugin, retry } from '@hooksmith/core'
import type {} from '@hooksmith/forge/events'

/** Comments on every new page. */
export default definePlugin({
  name: 'page-greeter',
  version: '0.1.0',
  options: Type.Object({
    text: Type.String({ default: 'Welcome to our space!', description: 'what the comment says, plain text', minLength: 1 })
  }),
  register (router, { text }) {
    const value = `<p>${escapeXml(text)}</p>`
    router.on('avi:confluence:created:page', { id: 'greet', key: (event) => String(event.data.content.id) }, async (event, ctx) => {
      const response = await ctx.forge.asApp().requestConfluence('/wiki/api/v2/footer-comments', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ pageId: String(event.data.content.id), body: { representation: 'storage', value } }),
        signal: ctx.signal
      })
      // The page is gone already: there is nothing left to greet.
      if (response.status === 404) return
      if (!response.ok) return retry({ reason: `Confluence answered ${response.status}` })
    })
  }
})

function escapeXml (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
