import { Type } from '@sinclair/typebox'
import { definePlugin } from '@hooksmith/core'
import type {} from '@hooksmith/forge/events'

export default definePlugin({
  name: '__PLUGIN__',
  version: '0.1.0',
  options: Type.Object({
    text: Type.String({ default: 'Handled', description: 'what the log line says' })
  }),
  register (router, { text }) {
    router.on('__EVENT__', { id: 'handle' }, async (event, ctx) => {
      ctx.log.info({ subject: event.subject }, text)
    })
  }
})
