import { definePlugin, type Handler, type HandlerOptions } from '@hooksmith/core'
import { loadForgeFunctions, type ForgeFunctions } from './load.js'
import { forgeFunctionsOptions, type FunctionOptions, type OnThrow } from './options.js'

/** Runs the functions of a file by a config alone. */
export const forgeFunctions = definePlugin({
  name: 'forge-functions',
  version: '0.1.0',
  options: forgeFunctionsOptions,
  async register (router, { entry, functions, onThrow }, { hooksmith }) {
    const loaded = await attempt(async () => await loadForgeFunctions(entry), (error) => { hooksmith.problem(error) })
    for (const [name, options] of Object.entries(functions)) {
      const report = (error: Error): void => { hooksmith.problem(error) }
      const handler = loaded === undefined ? undefined : handlerOf(loaded, name, options.onThrow ?? onThrow, report)
      // Registered in any case: what is wrong with the rest of it is told together with what is wrong with the function.
      router.on(options.events, handlerOptions(name, options), handler ?? (() => {}))
    }
  }
})

/** Reports every mistake by itself. */
async function attempt (load: () => Promise<ForgeFunctions>, report: (error: Error) => void): Promise<ForgeFunctions | undefined> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const parts: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [error]
    for (const part of parts) if (part instanceof Error) report(part)
    return undefined
  }
}

function handlerOf (
  loaded: ForgeFunctions, name: string, onThrow: OnThrow | undefined, report: (error: Error) => void): Handler | undefined {
  try {
    return loaded.handler(name, onThrow === undefined ? {} : { onThrow })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    report(error)
    return undefined
  }
}

function handlerOptions (name: string, { events: _, onThrow: __, ...options }: FunctionOptions): HandlerOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  // The members of FunctionOptions but for the two above are those of HandlerOptions.
  return { id: name, ...Object.fromEntries(given) }
}
