import { route, type ForgeRequester, type ForgeResponse } from '@hooksmith/forge'

/** What of a page this app shows. */
export interface Page { readonly id: string, readonly title: string }

/** Places a footer comment. @param text - Plain: whatever somebody typed does not become markup. */
export async function comment (caller: ForgeRequester, pageId: string, text: string): Promise<ForgeResponse> {
  return await caller.requestConfluence('/wiki/api/v2/footer-comments', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pageId, body: { representation: 'storage', value: `<p>${escape(text)}</p>` } })
  })
}

/** Reads a page; `undefined` where there is none, or none that the caller may see. */
export async function readPage (caller: ForgeRequester, pageId: string): Promise<Page | undefined> {
  const answer = await caller.requestConfluence(route`/wiki/api/v2/pages/${pageId}`)
  if (!answer.ok) return undefined
  // Confluence's own answer, over TLS from a host that is allowed.
  const { id, title } = await answer.json() as Page
  return { id, title }
}

function escape (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
