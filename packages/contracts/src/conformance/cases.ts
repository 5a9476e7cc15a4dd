import { AssertionError, strict as assert } from 'node:assert'
import type { TestFunction } from './harness.js'

/** One guarantee, proven on a harness of its own. */
export interface Case<Harness> {
  readonly name: string
  readonly run: (harness: Harness) => Promise<void>
}

/** What every harness can do. */
interface Disposable { dispose (): Promise<void> }

/** Registers each case with the runner; each opens a harness and disposes of it, so that each passes alone. */
export function runCases<Harness extends Disposable> (
  test: TestFunction, subject: string, open: () => Harness | Promise<Harness>, cases: ReadonlyArray<Case<Harness>>
): void {
  for (const { name, run } of cases) {
    test(`${subject}: ${name}`, async () => {
      const harness = await open()
      try {
        await run(harness)
      } finally {
        await harness.dispose()
      }
    })
  }
}

/** What `work` rejects with. Fails when it resolves. */
export async function rejection (work: () => Promise<unknown>): Promise<unknown> {
  let resolved: unknown
  try {
    resolved = await work()
  } catch (error) {
    return error
  }
  throw new AssertionError({ message: `Resolved to a ${typeof resolved} instead of rejecting` })
}

/** Asserts that `work` rejects with `code`. */
export async function assertRejects (work: () => Promise<unknown>, code: string, message?: string): Promise<void> {
  assert.equal(codeOf(await rejection(work)), code, message)
}

/** The code of a coded error, or what stands there instead. */
export function codeOf (error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code)
  return error instanceof Error ? `${error.name} without a code: ${error.message}` : `no Error but a ${typeof error}`
}

/** The status code that an error carries. */
export function statusOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
}

/** Fails a call that does not settle within `ms` real milliseconds, instead of hanging the runner. */
export async function settles<T> (work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(new AssertionError({ message: `Not settled after ${ms} ms` })) }, ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
