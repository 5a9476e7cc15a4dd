import { Type } from '@sinclair/typebox'
import { definePlugin, type EventEnvelope } from '@hooksmith/core'

const options = Type.Object({
  events: Type.Array(Type.String(), { default: ['**'], minItems: 1, description: 'patterns of the events that are logged' }),
  level: Type.Union([Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn')], { default: 'info', description: 'level of the line: `debug`, `info` or `warn`' }),
  body: Type.Boolean({ default: false, description: 'whether the body is logged too; it may hold what people wrote' }),
  self: Type.Boolean({ default: false, description: 'whether events that the app caused itself are logged' })
})

/** Writes a line into the log for every event. */
export default definePlugin({
  name: 'log-events',
  version: '0.1.0',
  options,
  register (router, { events, level, body, self }) {
    // A line that is lost is lost: it is not worth a retry.
    router.on(events, { id: 'log', self, retry: { retries: 0 } }, (event, ctx) => {
      ctx.log[level]({ ...attributesOf(event), ...(body ? { data: event.data } : {}) }, event.type)
    })
  }
})

/** What an event says about itself, its body aside. */
function attributesOf ({ data: _, specversion: __, datacontenttype: ___, id, tenant, ...rest }: EventEnvelope): Record<string, unknown> {
  return { eventId: id, eventTenant: tenant, ...rest }
}
