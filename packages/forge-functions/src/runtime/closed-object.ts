/**
 * An object that throws where a member is read that it does not have, also in a copy that keeps its prototype, as bundlers make of a module.
 *
 * @param refuse - Makes the error for a name.
 */
export function closedObject<T extends object> (members: T, refuse: (name: string) => Error): Readonly<T> {
  const prototype = new Proxy(Object.prototype, {
    get (target, name, receiver) {
      if (typeof name === 'symbol' || name in target || EXPECTED.has(name)) return Reflect.get(target, name, receiver)
      throw refuse(name)
    }
  })
  return Object.freeze(Object.assign(Object.create(prototype), members))
}

/** Looked for in any value: by `await`, by `JSON.stringify`, by those who print it. */
const EXPECTED: ReadonlySet<string> = new Set(['then', 'toJSON', '__esModule', 'default', '$$typeof', 'nodeType', 'inspect'])
