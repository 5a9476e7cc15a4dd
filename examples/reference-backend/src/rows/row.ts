import type { ApiRequest } from '@hooksmith/simulator'
import type { Stage } from '../stage.js'

/** One thing that the official backends demonstrate, made to happen and looked at. */
export interface Row {
  /** What to type for it. */
  readonly word: string
  readonly what: string
  /** Makes it happen. Resolves to what was seen. @throws a sentence about what was not. */
  show (stage: Stage): Promise<string>
}

/** The rows of one feature of the official backends. */
export interface Group { readonly feature: string, readonly rows: readonly Row[] }

/** @throws with the sentence unless it is so. */
export function must (isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise)
}

/** Calls to Atlassian in words: with whose token, what, and how they were answered. */
export function inWords (calls: readonly ApiRequest[], { ann }: Stage): string {
  const statuses = new Map<string, number[]>()
  for (const { method, path, userId, status } of calls) {
    const call = `${userId === undefined ? 'as the app' : userId === ann.accountId ? 'as Ann' : userId}: ${method} ${shortened(path)}`
    statuses.set(call, [...statuses.get(call) ?? [], status])
  }
  return [...statuses].map(([call, answered]) => `${call} → ${answered.join(', then ')}`).join('; ')
}

function shortened (path: string): string {
  return path.replace(/^\/wiki\/(?:rest\/)?api\/(?:v2\/)?/, '…/')
}
