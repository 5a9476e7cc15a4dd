import type { TestFunction } from '@hooksmith/contracts/conformance'

/** One case of a suite. */
interface Collected { readonly name: string, readonly run: () => Promise<void> }

/** All cases that `register` hands to its test function, without running any. */
export function casesOf (register: (test: TestFunction) => void): readonly Collected[] {
  const cases: Collected[] = []
  register((name, run) => { cases.push({ name, run }) })
  return cases
}

/** Runs the cases of a suite one after the other; resolves to the failed ones, by name, with why. */
export async function failuresOf (register: (test: TestFunction) => void, only: (name: string) => boolean = () => true): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>()
  for (const { name, run } of casesOf(register)) {
    if (!only(name)) continue
    try {
      await run()
    } catch (error) {
      failures.set(name, error)
    }
  }
  return failures
}
