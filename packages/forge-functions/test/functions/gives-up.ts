import { asApp, route } from '@forge/api'
import { InvocationError, InvocationErrorCode } from '@forge/events'
import { report } from './rate-limited.js'

const LAST_RETRY = 4

interface Retried {
  readonly content: { readonly id: string }
  readonly retryContext?: { readonly retryCount: number, readonly retryData?: { readonly misses: number } }
}

/** Looks for a page that is not there yet; after the fourth retry it lets go. */
export const findPage = async (event: Retried) => {
  const { retryCount, retryData } = event.retryContext ?? { retryCount: 0 }
  const response = await asApp().requestConfluence(route`/wiki/api/v2/pages/${event.content.id}?draft=${'no & never'}`)
  if (response.ok) return
  const misses = (retryData?.misses ?? 0) + 1
  if (retryCount >= LAST_RETRY) return await report({ givenUpAfter: retryCount, misses })
  return new InvocationError({ retryAfter: 60, retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST, retryData: { misses } })
}
