import * as forge from '@forge/api'
import { InvocationError, InvocationErrorCode } from '@forge/events'

interface Installed { readonly id: string, readonly retryContext?: { readonly retryCount: number } }

/** Sets up the site. The app's account may not be permitted yet: it waits twice as long each time. */
export async function setUp (event: Installed, context: { readonly installContext: string }) {
  const response = await forge.asApp().requestJira(forge.route`/rest/api/3/myself`)
  if (response.status === 401 || response.status === 403) {
    const retries = event.retryContext?.retryCount ?? 0
    return new InvocationError({ retryAfter: 30 * 2 ** retries, retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST })
  }
  await forge.asApp().requestJira(forge.route`/rest/api/3/setup`, { method: 'PUT', body: JSON.stringify({ installation: event.id, site: context.installContext }) })
}
