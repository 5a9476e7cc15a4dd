import color from 'picocolors'
import { ROWS, type Row } from './rows/index.js'

/** What a row came to. */
export interface Shown { readonly isGood: boolean, readonly seen: string }

const WORD = Math.max(...ROWS.map(({ word }) => word.length))
const WHAT = Math.max(...ROWS.map(({ what }) => what.length))

/** One line a row. */
export function lineOf ({ word, what }: Row, { isGood, seen }: Shown): string {
  const [mark, paint] = isGood ? [color.green('✔'), color.dim] : [color.red('✖'), color.red]
  return `  ${mark} ${word.padEnd(WORD)}  ${what.padEnd(WHAT)}  ${paint(seen)}`
}
