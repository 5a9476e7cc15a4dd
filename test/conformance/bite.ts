import type { TestFunction } from '@hooksmith/contracts/conformance'
import { test } from 'tap'

/** One case of a suite. */
interface Collected { readonly name: string, readonly run: () => Promise<void> }

/** A driver that is broken in one way, and the case that must notice. */
export interface Broken<Harness> {
  /** The case's name, without the suite's in front. */
  readonly fails: string
  /** What is wrong with it. */
  readonly how: string
  readonly open: () => Harness | Promise<Harness>
}

/** A suite's entry point. */
type Suite<Harness> = (test: TestFunction, open: () => Harness | Promise<Harness>) => void

/** All cases of a suite against what `open` makes, without running any. */
export function casesOf<Harness> (suite: Suite<Harness>, open: () => Harness | Promise<Harness>): readonly Collected[] {
  const cases: Collected[] = []
  suite((name, run) => { cases.push({ name: name.replace(/^[a-z ]+?: /, ''), run }) }, open)
  return cases
}

/**
 * Tests that a suite bites: each broken driver fails its case, and no case is without a driver that fails it.
 *
 * @param open - Makes the driver that is not broken; it is asked for nothing but the names of the cases.
 */
export function provesThatItBites<Harness> (
  suite: Suite<Harness>, open: () => Harness | Promise<Harness>, broken: ReadonlyArray<Broken<Harness>>
): void {
  const names = casesOf(suite, open).map(({ name }) => name)
  for (const { fails, how, open: openBroken } of broken) {
    test(`one that ${how} fails '${fails}'`, async (t) => {
      const found = casesOf(suite, openBroken).find(({ name }) => name === fails)
      t.ok(found !== undefined, 'the suite has the case')
      await t.rejects(async () => await found?.run(), 'the case fails')
    })
  }
  test('every case is failed by something broken in just that way', async (t) => {
    t.same(names.filter((name) => broken.every(({ fails }) => fails !== name)), [])
    t.equal(new Set(names).size, names.length, 'no two cases share a name')
  })
}
