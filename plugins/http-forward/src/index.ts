import { dead, definePlugin, type HandlerResult } from '@hooksmith/core'
import { binary, structured } from './cloud-event.js'
import { HKS_ERR_FORWARD_PRIVATE_HOST } from './errors.js'
import { forwardOptions } from './options.js'
import { Sender } from './sender.js'
import { readKey, signatureHeaders } from './signature.js'
import { hostOf, readTarget } from './target.js'
import { verdictOf } from './verdict.js'

export * from './errors.js'

/** Bounds of the pauses between attempts, in milliseconds; with the default of 8 retries the last one comes some hours after the first attempt. */
const RETRY = Object.freeze({ minDelayMs: 10_000, factor: 4, maxDelayMs: 14_400_000 })

/** Forwards events to any URL as CloudEvents, signed by Standard Webhooks. */
export default definePlugin({
  name: 'http-forward',
  version: '0.1.0',
  options: forwardOptions,
  register (router, options, fastify) {
    const { events, self, retries, timeoutMs, mode } = options
    const allowed = new Set(options.allowPrivateHosts)
    const tell = (error: Error): void => { fastify.hooksmith.problem(error) }
    const url = attempt(() => readTarget(options.url, allowed), tell)
    const keys = options.keys.map((key, index) => attempt(() => readKey(key, index), tell)).filter((key) => key !== undefined)
    if (url === undefined || keys.length < options.keys.length) return
    const sender = new Sender({ allowed, timeoutMs })
    fastify.addHook('onClose', async () => { await sender.close() })
    const contentOf = mode === 'binary' ? binary : structured
    // Twice the request's own deadline: the attempt ends by an error of its own, not by the router's.
    const handling = { id: 'forward', self, timeoutMs: 2 * timeoutMs, retry: { ...RETRY, retries } }
    router.on(events, handling, async (event, ctx): Promise<HandlerResult> => {
      const { body, headers } = contentOf(event)
      const signed = { ...headers, ...signatureHeaders(event.id, body, keys, Date.now()) }
      try {
        const { status, retryAfter } = await sender.post(url, { body, headers: signed }, ctx.signal)
        return verdictOf(status, retryAfter, Date.now())
      } catch (error) {
        if (error instanceof HKS_ERR_FORWARD_PRIVATE_HOST) return dead({ reason: `${error.code}: '${hostOf(url)}' has a private address` })
        throw error
      }
    })
  }
})

/** What `work` returns; an error is told, so that all mistakes are seen at once. */
function attempt<T> (work: () => T, tell: (error: Error) => void): T | undefined {
  try {
    return work()
  } catch (error) {
    // Only errors of this package are thrown by what reads options.
    tell(error as Error)
    return undefined
  }
}
