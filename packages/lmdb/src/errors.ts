import {
  HKS_ERR_QUEUE_FULL, HKS_ERR_QUEUE_READ_ONLY, HKS_ERR_QUEUE_UNAVAILABLE, HKS_ERR_STORE_FULL, HKS_ERR_STORE_READ_ONLY, HKS_ERR_STORE_UNAVAILABLE
} from '@hooksmith/contracts'

/*
 * What LMDB and the file system say, in the contracts' words. This package has no codes of its own.
 */

type Failure = 'full' | 'read-only' | 'unavailable'

/** ENOSPC, EDQUOT: by their names, by their numbers in lmdb's texts. MDB_MAP_FULL is the address space. */
const FULL = /ENOSPC|EDQUOT|No space left|quota exceeded|MDB_MAP_FULL|MDB_DBS_FULL/i
const READ_ONLY = /EROFS|EACCES|EPERM|Read-only file system|Permission denied|not permitted/i

/** A failure of the file as the queue's error, the original as its `cause`. Errors that are coded already pass. */
export function queueFailure (error: unknown): unknown {
  if (isCoded(error)) return error
  const detail = detailOf(error)
  const made = { full: HKS_ERR_QUEUE_FULL, 'read-only': HKS_ERR_QUEUE_READ_ONLY, unavailable: HKS_ERR_QUEUE_UNAVAILABLE }[failureOf(detail)]
  return Object.assign(new made(detail), { cause: error })
}

/** A failure of the file as the store's error, the original as its `cause`. Errors that are coded already pass. */
export function storeFailure (error: unknown): unknown {
  if (isCoded(error)) return error
  const detail = detailOf(error)
  const made = { full: HKS_ERR_STORE_FULL, 'read-only': HKS_ERR_STORE_READ_ONLY, unavailable: HKS_ERR_STORE_UNAVAILABLE }[failureOf(detail)]
  return Object.assign(new made(detail), { cause: error })
}

function failureOf (detail: string): Failure {
  if (FULL.test(detail)) return 'full'
  return READ_ONLY.test(detail) ? 'read-only' : 'unavailable'
}

function isCoded (error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('HKS_ERR_')
}

function detailOf (error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? `${error.code}: ${error.message}` : error.message
}
