/** The server of `hooksmith dev`: a process of its own, so that a change makes a new one. Says over its channel what happens in it. */
import { describeError } from '@hooksmith/core'
import { endpointOptionsOf } from '@hooksmith/forge'
import type { FastifyInstance } from 'fastify'
import { problemsIn } from '../../server/build-server.js'
import { loadConfig } from '../../server/config/load.js'
import { formatProblems } from '../../server/config/problem.js'
import { serve } from '../../server/serve.js'
import { describeObservation, type ChildMessage, type ChildOptions } from './messages.js'
import type { CallableEndpoint } from './planned-call.js'

const tell = (message: ChildMessage): void => { process.send?.(message) }

// Ctrl-C reaches every process of a terminal; the parent decides when this one ends.
process.on('SIGINT', () => {})
process.on('disconnect', () => { process.kill(process.pid, 'SIGTERM') })

// Written by the parent, see server-process.ts.
const { directory, file, overrides } = JSON.parse(process.argv[2] ?? '{}') as ChildOptions
const log = { write: (text: string) => { process.stdout.write(`${text}\n`) }, isTerminal: process.stdout.isTTY, hasColor: process.stdout.isTTY }
try {
  const loaded = await loadConfig({ directory, file, environment: process.env, flags: overrides })
  await serve(loaded, {
    log,
    onBuilt: (app) => {
      app.hooksmith.observe((seen) => {
        const line = describeObservation(seen)
        if (line !== undefined) tell({ what: 'seen', ...line })
      })
    },
    onStarted: (summary, app) => {
      tell({ what: 'started', summary, patterns: app.hooksmith.handlers().flatMap(({ patterns }) => patterns), endpoints: endpointsOf(app) })
    }
  })
} catch (error) {
  const problems = problemsIn(error)
  tell({ what: 'failed', text: problems === undefined ? describeError(error) : formatProblems(problems) })
  process.exitCode = problems === undefined ? 1 : 78
  process.disconnect()
}

function endpointsOf (app: FastifyInstance): CallableEndpoint[] {
  return app.hooksmith.endpoints().map(({ path, methods, guard, guardOptions }) => {
    const moduleKeys = guard === 'forge' ? endpointOptionsOf(guardOptions).moduleKeys : []
    return { path, methods, guard, moduleKeys }
  })
}
