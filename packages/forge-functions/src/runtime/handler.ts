import { dead, describeError, placeIn, type Handler, type HandlerContext, type HandlerResult } from '@hooksmith/core'
import type { OnThrow } from '../options.js'
import { resultOf } from './answer.js'
import { contextOf, payloadOf } from './arguments.js'
import { Run, type Runs } from './run.js'

/** A function of Forge, as an app exports it. */
export type ForgeFunction = (payload: unknown, context: unknown) => unknown

/** What a handler of a function is made of. */
export interface HandlerParts {
  /** What it is exported as. */
  readonly name: string
  readonly run: ForgeFunction
  readonly runs: Runs
  readonly onThrow: OnThrow
  /** Lets an error's stack name the sources. */
  restack (error: unknown): void
}

/** Runs a function as a handler. */
export function makeHandler (parts: HandlerParts): Handler {
  const { name, run: fn, runs } = parts
  return async (event, ctx) => {
    const run = new Run(event.type, 'forge' in ctx ? ctx.forge : undefined)
    let returned: unknown
    try {
      returned = await runs.within(run, () => fn(payloadOf(event, ctx), contextOf(event)))
    } catch (error) {
      return afterThrow(parts, run, error, ctx)
    }
    // Forge always has a token: what the function made of its absence means nothing. The job waits for one, and the function runs anew.
    if (run.missingToken !== undefined) throw run.missingToken
    return resultOf(returned, name, ctx)
  }
}

function afterThrow ({ onThrow, restack, name }: HandlerParts, run: Run, error: unknown, { log }: HandlerContext): HandlerResult {
  if (run.missingToken !== undefined) throw run.missingToken
  restack(error)
  if (onThrow === 'retry' || run.isForLater(error)) throw error
  log.warn({ function: name, reason: describeError(error), ...placeIn(error) }, 'the function threw')
  return dead({ reason: describeError(error) })
}
