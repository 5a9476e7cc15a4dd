import { dirname } from 'node:path'
import { compileFunction } from 'node:vm'
import { isBuiltin } from 'node:module'
import { describeError } from '@hooksmith/core'
import { bundleName } from '../build/build-options.js'
import { API_ID, eventsFileOf, nodeRequire, type Bundle } from '../build/bundle.js'
import { insteadOfName } from '../build/forge-modules.js'
import { HKS_ERR_FORGE_FUNCTIONS_EVALUATE, HKS_ERR_FORGE_FUNCTIONS_MEMBER, HKS_ERR_FORGE_FUNCTIONS_REQUIRE } from '../errors.js'
import { closedObject } from './closed-object.js'

/**
 * Runs the bundle once, in memory, and gives what it exports.
 *
 * @param api - What it gets for `@forge/api`.
 * @throws `HKS_ERR_FORGE_FUNCTIONS_EVALUATE` when code outside of its functions throws, with that as `cause`.
 */
export function evaluate ({ code, positions }: Bundle, entry: string, api: unknown): Readonly<Record<string, unknown>> {
  const module = { exports: {} }
  const filename = bundleName(entry)
  try {
    const run = compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], { filename })
    run(module.exports, requireFor(api), module, entry, dirname(entry))
  } catch (error) {
    if (error instanceof Error && error.stack !== undefined) error.stack = positions.mapStack(error.stack, filename)
    throw Object.assign(new HKS_ERR_FORGE_FUNCTIONS_EVALUATE(entry, describeError(error)), { cause: error })
  }
  return module.exports
}

function requireFor (api: unknown): (id: string) => unknown {
  return (id) => {
    if (id === API_ID) return api
    const events = eventsFileOf(id)
    if (events !== undefined) return eventsOf(nodeRequire(events))
    if (isBuiltin(id)) return nodeRequire(id)
    throw new HKS_ERR_FORGE_FUNCTIONS_REQUIRE(String(id))
  }
}

/** Of the real `@forge/events`, what asks for a retry. The rest of it would call Forge's own runtime. */
function eventsOf (real: unknown): unknown {
  const { InvocationError, InvocationErrorCode } = Object(real)
  const refuse = (name: string): Error => new HKS_ERR_FORGE_FUNCTIONS_MEMBER(name, "'@forge/events'", insteadOfName('@forge/events', name))
  return closedObject({ __esModule: true, InvocationError, InvocationErrorCode }, refuse)
}
