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

/** @throws with the sentence unless it is so. */
export function must (isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise)
}

/** A call to Atlassian in words: what, and with whose token. */
export function inWords ({ method, path, userId, status }: ApiRequest, { ann }: Stage): string {
  const who = userId === undefined ? 'the app' : userId === ann.accountId ? 'Ann' : userId
  return `${method} ${path} as ${who}: ${status}`
}
