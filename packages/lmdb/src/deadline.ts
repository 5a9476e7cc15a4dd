import type { Clock } from '@hooksmith/contracts'

/**
 * Puts a deadline of the given clock around a call: lmdb's own flush has none.
 *
 * @param late - Makes the error that the call rejects with after `ms` milliseconds. `work` goes on; nobody sees its end.
 */
export async function before<T> (clock: Clock, ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const cancel = clock.after(ms, () => { reject(late()) })
    work.then((value) => { cancel(); resolve(value) }, (error: unknown) => { cancel(); reject(error) })
  })
}
