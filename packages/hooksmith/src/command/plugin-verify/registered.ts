import { describeError, matchesPattern, parsePattern, router, type PluginDescription } from '@hooksmith/core'
import { forgeEventNames } from '@hooksmith/forge/catalogue'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import Fastify from 'fastify'
import type { PluginFunction } from '../../server/config/types.js'

/** What a plugin registered, or what it was refused for. */
export type Registration =
  | { readonly kind: 'registered', readonly patterns: readonly string[] }
  | { readonly kind: 'refused', readonly mistakes: readonly string[] }
  | { readonly kind: 'failed', readonly reason: string }

/** A plugin with what can be read of it. */
export interface LoadedPlugin { readonly plugin: PluginFunction, readonly description: PluginDescription }

/** Registers a plugin with a router that never runs a job. Of the plugin's hooks only `onClose` is run. */
export async function tryRegistration ({ plugin }: LoadedPlugin, options: Readonly<Record<string, unknown>>): Promise<Registration> {
  const app = Fastify()
  const [queue, store] = [new MemoryQueue(), new MemoryStore()]
  try {
    await app.register(router, { queue, store, role: 'ingest', strict: true, maxLoopLagMs: 0 })
    app.hooksmith.knowEvents({ covers: 'avi:**', names: forgeEventNames, open: ['avi:cloud:ecosystem::*'] })
    app.hooksmith.knowEvents({ covers: 'schedule:**', names: [], open: ['schedule:*'] })
    await app.register(plugin, { ...options })
    await app.hooksmith.prepare()
    return { kind: 'registered', patterns: [...new Set(app.hooksmith.handlers().flatMap(({ patterns }) => patterns))] }
  } catch (reason) {
    return refusalOf(reason)
  } finally {
    // A plugin whose register threw leaves a server that cannot be closed in order; nothing of it is open.
    await app.close().catch(() => {})
    await Promise.all([queue.close(), store.close()])
  }
}

function refusalOf (reason: unknown): Registration {
  if (reason instanceof Error && 'errors' in reason && Array.isArray(reason.errors)) return { kind: 'refused', mistakes: reason.errors.map(describeError) }
  return { kind: 'failed', reason: describeError(reason) }
}

/** Whether a pattern in package.json announces a pattern that was registered: by itself, or as the wider one. */
export function covers (declared: string, registered: string): boolean {
  if (declared === registered) return true
  const pattern = parsePattern(declared)
  return typeof pattern !== 'string' && matchesPattern(pattern, registered)
}
