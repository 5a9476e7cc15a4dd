import { statfsSync } from 'node:fs'
import {
  HKS_ERR_QUEUE_FULL, HKS_ERR_QUEUE_READ_ONLY, HKS_ERR_QUEUE_UNAVAILABLE, HKS_ERR_STORE_FULL, HKS_ERR_STORE_READ_ONLY,
  HKS_ERR_STORE_UNAVAILABLE
} from '@hooksmith/contracts'

/*
 * What LMDB and the file system say, in the contracts' words. This package has no codes of its own.
 */

type Failure = 'full' | 'read-only' | 'unavailable'

const FULL = /ENOSPC|EDQUOT|No space left|quota exceeded|MDB_MAP_FULL|MDB_DBS_FULL/i
const READ_ONLY = /EROFS|EACCES|EPERM|Read-only file system|Permission denied|not permitted/i

/** A commit needs room for a few dozen pages. */
const ROOM_BYTES = 1_048_576

/** A failure of the file as the queue's error, the original as its `cause`. Errors that are coded already pass. */
export function queueFailure (error: unknown): Error {
  if (isCoded(error)) return error
  const detail = detailOf(error)
  const made = ((): Error => {
    switch (failureOf(detail)) {
      case 'full': return new HKS_ERR_QUEUE_FULL(detail)
      case 'read-only': return new HKS_ERR_QUEUE_READ_ONLY(detail)
      case 'unavailable': return new HKS_ERR_QUEUE_UNAVAILABLE(detail)
    }
  })()
  return Object.assign(made, { cause: error })
}

/** A failure of the file as the store's error, the original as its `cause`. Errors that are coded already pass. */
export function storeFailure (error: unknown): Error {
  if (isCoded(error)) return error
  const detail = detailOf(error)
  const made = ((): Error => {
    switch (failureOf(detail)) {
      case 'full': return new HKS_ERR_STORE_FULL(detail)
      case 'read-only': return new HKS_ERR_STORE_READ_ONLY(detail)
      case 'unavailable': return new HKS_ERR_STORE_UNAVAILABLE(detail)
    }
  })()
  return Object.assign(made, { cause: error })
}

/**
 * lmdb rejects a failed commit without its reason, and with a promise that rejects with it; unwatched, that one would end
 * the process. A full disk shows as an input/output error, so the file system is asked.
 *
 * Source: https://github.com/kriszyp/lmdb-js/blob/master/write.js, `rejectCommit`.
 */
export function commitFailure (error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error
  if ('commitError' in error && error.commitError instanceof Promise) error.commitError.catch(() => {})
  return isDiskFull(path) ? Object.assign(error, { code: 'ENOSPC' }) : error
}

/** A lock file in which the number of the last transaction cannot be found, so that the next one may overwrite it. */
export function lockFileFailure (file: string): Error {
  return new Error(`a transaction would have been written over the last one, and ${file} is not laid out as this release knows it; ` +
    'stop every process that has the directory open, then start them again')
}

function isDiskFull (path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize < ROOM_BYTES
  } catch {
    // Nobody knows then; the commit failed all the same and is reported as unavailable.
    return false
  }
}

function failureOf (detail: string): Failure {
  if (FULL.test(detail)) return 'full'
  return READ_ONLY.test(detail) ? 'read-only' : 'unavailable'
}

function isCoded (error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('HKS_ERR_')
}

function detailOf (error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? `${error.code}: ${error.message}` : error.message
}
