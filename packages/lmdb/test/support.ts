import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EventEnvelope, NewJob } from '@hooksmith/contracts'

/** What tests need of a tap test. */
interface Scope { teardown (run: () => unknown): void }

/** Keeps the process up during a test: neither a consumer nor its timers do. */
export function stayUp (t: Scope): void {
  const timer = setInterval(() => {}, 1_000)
  t.teardown(() => { clearInterval(timer) })
}

/** A fresh directory, removed after the test. */
export async function directory (t: Scope): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'hooksmith-lmdb-'))
  t.teardown(async () => { await rm(path, { recursive: true, force: true }) })
  return path
}

/** A small file system of its own, or the reason why there is none. Needs root. */
export async function smallDisk (t: Scope, size: string): Promise<{ readonly path: string, remount (mode: 'ro' | 'rw'): void } | { readonly reason: string }> {
  const path = await mkdtemp(join(tmpdir(), 'hooksmith-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'pipe' })
  } catch (error) {
    await rm(path, { recursive: true, force: true })
    return { reason: `no file system could be mounted: ${String(error)}` }
  }
  t.teardown(async () => {
    execFileSync('umount', ['-l', path])
    await rm(path, { recursive: true, force: true })
  })
  return { path, remount: (mode) => { execFileSync('mount', ['-o', `remount,${mode}`, path]) } }
}

export function event (id: string, over: Partial<EventEnvelope> = {}): EventEnvelope {
  return { specversion: '1.0', id, type: 'test:happened', source: 'urn:test', tenant: 'tenant', data: { id }, ...over }
}

export function job (id: string, over: Partial<NewJob> = {}): NewJob {
  return { id, handler: 'test/handler', ...over }
}

/** Runs a file of this folder as a process of its own, until it says that it is ready. @returns Kills it, as the end of the test does. */
export async function processOf (t: Scope, file: string, args: readonly string[]): Promise<() => Promise<void>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--import', 'tsx'] })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  t.teardown(stop)
  await once(child, 'message')
  return stop
}

/** The code of what a promise rejects with. */
export async function codeOf (work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return undefined
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : error
  }
}
