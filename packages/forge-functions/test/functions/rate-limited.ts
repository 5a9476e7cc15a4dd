import api, { route } from '@forge/api'
import { InvocationError, InvocationErrorCode } from '@forge/events'

interface PageEvent { readonly eventType: string, readonly content: { readonly id: string }, readonly retryContext?: unknown }

/** Reads the page, and comes back when the upstream says so. */
export async function readPage (event: PageEvent) {
  const response = await api.asApp().requestConfluence(route`/wiki/api/v2/pages/${event.content.id}`)
  if (response.status === 429) {
    return new InvocationError({
      retryAfter: Number(response.headers.get('retry-after')),
      retryReason: InvocationErrorCode.FUNCTION_UPSTREAM_RATE_LIMITED,
      retryData: { page: event.content.id }
    })
  }
  await report({ eventType: event.eventType, retryContext: event.retryContext })
}

/** Tells the test what it saw, as a call that the simulator keeps. */
export async function report (seen: unknown): Promise<void> {
  await api.asApp().requestConfluence(route`/wiki/api/v2/seen`, { method: 'POST', body: JSON.stringify(seen) })
}
