/** Who has a method of a path already. */
export interface TakenRoute { readonly method: string, readonly owner: string }

/** The routes of receivers and endpoints: Fastify would refuse a second one alone, without saying whose it is. */
export class RoutesTaken {
  readonly #owners = new Map<string, string>()

  /** Takes all methods of a path, or none: returns whose the first one is that is taken. */
  take (owner: string, methods: readonly string[], path: string): TakenRoute | undefined {
    const place = placeOf(path)
    for (const method of methods) {
      const other = this.#owners.get(`${method} ${place}`)
      if (other !== undefined) return { method, owner: other }
    }
    for (const method of methods) this.#owners.set(`${method} ${place}`, owner)
    return undefined
  }
}

/** What two paths have in common that take the same requests: parameters are told apart by their place, not by their name. */
export function placeOf (path: string): string {
  return path.replace(/:[^/]+/g, ':')
}
