import { ROUTER_PLUGIN_NAME } from '@hooksmith/core'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { FORGE_RECEIVER } from '../receiver.js'
import type { RecorderOptions } from './options.js'
import { resolveRecorderOptions } from './options.js'
import { Recorder } from './recorder.js'

const plugin: FastifyPluginAsync<RecorderOptions> = async (fastify, given) => {
  const options = resolveRecorderOptions(given)
  const recorder = new Recorder(options, fastify.log)
  const answers = new WeakMap<FastifyRequest, string>()
  await recorder.open()
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    if (isForge(request) && typeof payload === 'string') answers.set(request, payload)
    done()
  })
  fastify.addHook('onResponse', (request, reply, done) => {
    if (isForge(request)) {
      recorder.take({
        path: request.url,
        headers: request.headers,
        // Routes of receivers take the body as bytes.
        rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        status: reply.statusCode,
        answer: answers.get(request) ?? '',
        answeredAt: options.clock.now()
      })
    }
    done()
  })
  fastify.addHook('onClose', async () => { await recorder.close() })
}

function isForge ({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.hooksmithReceiver === FORGE_RECEIVER
}

/**
 * Keeps the requests of Forge and their answers as files: fixtures that `hooksmith-simulator play` sends again. Register it after the
 * router of `@hooksmith/core`.
 *
 * The files hold no token, and no id of a person, an installation or a site; see {@link recordingOf} for what they do hold. They are for
 * their owner only, bounded in number and bytes, and written after the answer: recording never changes one, and costs it no time on disk.
 *
 * Throws `HKS_ERR_OPTION_INVALID`, and what `node:fs` throws when the directory cannot be made, at registration.
 */
export const recordRequests = fp(plugin, { name: '@hooksmith/forge/recorder', fastify: '5.x', dependencies: [ROUTER_PLUGIN_NAME] })
