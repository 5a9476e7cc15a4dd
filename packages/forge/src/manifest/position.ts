/** A place in a file. Lines and columns count from 1; a column is a UTF-16 unit, as editors count. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where a file begins: for what is wrong with all of it. */
export const START: Position = Object.freeze({ line: 1, column: 1 })
