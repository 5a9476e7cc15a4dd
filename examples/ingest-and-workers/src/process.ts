/** One process of the fleet. It says what happens in it over the channel to its parent. */
import type { Observation } from '@hooksmith/core'
import { makeServer, type ServerOptions } from './server.js'

/** What a process tells: where it listens, which page it began with, which it is done with. */
export type Report =
  | { readonly what: 'ready', readonly url: string }
  | { readonly what: 'began', readonly page: string, readonly attempt: number }
  | { readonly what: 'ended', readonly page: string, readonly outcome: string }

const tell = (report: Report): void => { process.send?.(report) }

// Written by the parent, see fleet.ts.
const options = JSON.parse(process.env.EXAMPLE_SERVER ?? '{}') as ServerOptions
const app = await makeServer(options)
app.hooksmith.wrap((next) => async (event, ctx) => {
  tell({ what: 'began', page: pageOf(event.data), attempt: ctx.attempt })
  return await next(event, ctx)
})
app.hooksmith.observe((seen: Observation) => {
  if (seen.kind === 'attempt') tell({ what: 'ended', page: pageOf(seen.job.event.data), outcome: seen.outcome.outcome })
})

if (options.role === 'worker') await app.ready()
const url = options.role === 'worker' ? '' : await app.listen({ host: '127.0.0.1', port: 0 })
const stop = (): void => { app.close().then(() => process.exit(0), () => process.exit(1)) }
process.on('SIGTERM', stop)
process.on('disconnect', stop)
// Ctrl-C reaches every process of a terminal; the parent decides who stops when.
process.on('SIGINT', () => {})
tell({ what: 'ready', url })

/** Every event of this example is about a page. */
function pageOf (data: unknown): string {
  return (data as { readonly content: { readonly title: string } }).content.title
}
