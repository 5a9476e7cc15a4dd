import type { Manifest } from '../model.js'
import type { ManifestProblem } from '../problem.js'
import type { ServerNeeds } from '../handlers.js'

/** What rules look at. */
export interface Subject {
  readonly manifest: Manifest
  /** What the server takes and handles. Absent: the manifest is checked by itself. */
  readonly needs: ServerNeeds | undefined
  /** Whether an event that the catalogue does not know is an error. */
  readonly isStrict: boolean
}

/** One or several mistakes of a kind. Each problem says what is wrong, where, and what to write instead. */
export type Rule = (subject: Subject) => readonly ManifestProblem[]
