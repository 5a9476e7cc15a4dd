/** What an endpoint tells the Forge receiver. */
export interface ForgeEndpointOptions {
  /**
   * Keys of the modules that may call: of a UI's module, or of the endpoint for calls of functions, web triggers and the platform. Every other is
   * refused with 401. @defaultValue any module of the app
   */
  readonly moduleKey?: string | readonly string[]
  /** Whether there must be a user: calls without one are answered with 403 and `HKS_ERR_FORGE_NO_USER`. @defaultValue false */
  readonly requireUser?: boolean
}

declare module '@hooksmith/core' {
  interface EndpointGuardOptions {
    /** For endpoints that Forge calls. */
    readonly forge?: ForgeEndpointOptions
  }
}

const MEMBERS: readonly string[] = ['moduleKey', 'requireUser'] satisfies Array<keyof ForgeEndpointOptions>

/** What is wrong with them, a sentence each. */
export function findEndpointProblems (options: unknown): string[] {
  if (options === undefined) return []
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return ["option 'forge' must be an object"]
  const { moduleKey = [], requireUser = false } = options as Record<string, unknown>
  const areKeys = [moduleKey].flat().every((key) => typeof key === 'string' && /^[\w.-]{1,255}$/.test(key))
  return [
    ...Object.keys(options).filter((name) => !MEMBERS.includes(name)).map((name) => `there is no option 'forge.${name}', there are: ${MEMBERS.join(', ')}`),
    ...areKeys ? [] : ["option 'forge.moduleKey' must be the key of a module, or a list of keys"],
    ...typeof requireUser === 'boolean' ? [] : ["option 'forge.requireUser' must be a boolean"]
  ]
}

/** What an endpoint told this receiver, `guardOptions` of its summary, once the server found it to have no problems; defaults filled in. */
export function endpointOptionsOf (options: unknown): { readonly moduleKeys: readonly string[], readonly requireUser: boolean } {
  const { moduleKey = [], requireUser = false } = (options ?? {}) as ForgeEndpointOptions
  return { moduleKeys: [moduleKey].flat(), requireUser }
}
