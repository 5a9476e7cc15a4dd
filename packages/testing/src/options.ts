import { HKS_ERR_OPTION_INVALID } from '@hooksmith/contracts'
import type { InstallationOptions } from '@hooksmith/simulator'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'

/** What {@link testPlugin} can be told. */
export interface TestPluginOptions<PluginOptions = unknown> {
  /** The plugin's own options. @defaultValue `{}` */
  readonly options?: PluginOptions
  /** Called before the plugin is registered: decorators that it needs, other plugins, observers. */
  readonly before?: (fastify: FastifyInstance) => void | Promise<void>
  /** How the app is installed that the events come from. @defaultValue in Confluence, in PRODUCTION, with an app system token */
  readonly installation?: InstallationOptions
  /**
   * `permissions.scopes` of the app's manifest: calls that need another one are answered 403. Tokens are handed out whatever it says.
   * @defaultValue every scope
   */
  readonly scopes?: readonly string[]
  /** Attempts that run at a time, 1 to 10,000. @defaultValue 16 */
  readonly concurrency?: number
  /** Whether a pattern that no known event matches is a mistake. @defaultValue true */
  readonly strict?: boolean
  /** How long, really, a handler may take before the test goes on without it, in milliseconds, above 0. @defaultValue 2_000 */
  readonly patienceMs?: number
  /** Whether `close()` is content with tokens in the log. @defaultValue false: it rejects with `HKS_ERR_TESTING_LEAK` */
  readonly allowLeaks?: boolean
  /** Drives ids and everything else that is random. @defaultValue `hooksmith`: the same test has the same ids */
  readonly seed?: string
}

/** {@link TestPluginOptions} that a test goes by once the plugin is registered. */
export interface ResolvedTestOptions {
  readonly concurrency: number
  readonly strict: boolean
  readonly patienceMs: number
  readonly allowLeaks: boolean
  readonly seed: string
  readonly installation: InstallationOptions
  readonly scopes: readonly string[] | undefined
}

/** Fills in the defaults. @throws `HKS_ERR_OPTION_INVALID`; `concurrency` is checked by the router. */
export function resolveTestOptions<O> (input: TestPluginOptions<O>): ResolvedTestOptions {
  const { concurrency = 16, strict = true, patienceMs = 2_000, allowLeaks = false, seed = 'hooksmith', installation = {}, scopes } = input
  if (!Number.isFinite(patienceMs) || patienceMs <= 0) throw new HKS_ERR_OPTION_INVALID('patienceMs', 'a finite number above 0', String(patienceMs))
  return { concurrency, strict, patienceMs, allowLeaks, seed, installation, scopes }
}

/** Types of Fastify plugins that {@link testPlugin} takes. */
export type PluginUnderTest<PluginOptions> = FastifyPluginAsync<PluginOptions & Record<never, never>>
