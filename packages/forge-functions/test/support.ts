import { fileURLToPath } from 'node:url'
import { testPlugin, type TestApp, type TestPluginOptions } from '@hooksmith/testing'
import type { Test } from 'tap'
import forgeFunctions, { type FunctionOptions, type OnThrow } from '../src/index.js'

export const PAGE = 'avi:confluence:created:page'

/** Path of a file in `functions/`. */
export function pathOf (name: string): string {
  return fileURLToPath(new URL(`functions/${name}.ts`, import.meta.url))
}

/** What the plugin is told. */
export interface Given { readonly entry: string, readonly functions: Record<string, FunctionOptions>, readonly onThrow?: OnThrow }

/** A server that runs functions of one file, closed with the test. */
export async function serve (t: Test, options: Given, more: Omit<TestPluginOptions, 'options'> = {}): Promise<TestApp> {
  const app = await testPlugin(forgeFunctions, { ...more, options })
  t.teardown(() => app.close())
  return app
}

const EVENTS = fileURLToPath(new URL('../node_modules/@forge/events', import.meta.url))

/** Files by name, in folders. */
export interface Files { readonly [name: string]: string | Files }

/** A file of functions that exists for one test, beside the real `@forge/events`. */
export function fileOf (t: Test, text: string, others: Files = {}): string {
  const beside = { node_modules: { '@forge': { events: t.fixture('symlink', EVENTS) } } }
  return `${t.testdir({ 'index.ts': text, ...others, ...beside })}/index.ts`
}

/** Method and status of every call so far. */
export function callsOf (app: TestApp): string[] {
  return app.calls().map(({ method, status }) => `${method} ${status}`)
}

/** What functions told the test by a POST, in order. */
export function seenBy (app: TestApp): unknown[] {
  return app.calls().filter(({ method }) => method === 'POST').map(({ body }) => body)
}
