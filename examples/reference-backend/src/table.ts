import Table from 'cli-table3'
import color from 'picocolors'
import type { Row } from './rows/index.js'

/** What a row came to. */
export interface Shown {
  readonly row: Row
  readonly isGood: boolean
  readonly seen: string
}

/** One line a row. */
export function renderTable (rows: readonly Shown[]): string {
  const none = { 'top-mid': '', 'top-left': '', 'top-right': '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' }
  const table = new Table({
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: { ...none, top: '', bottom: '', left: '', right: '', 'left-mid': '', 'right-mid': '', mid: '', 'mid-mid': '', middle: '' }
  })
  for (const { row, isGood, seen } of rows) {
    table.push([isGood ? color.green('✔') : color.red('✖'), row.what, isGood ? color.dim(seen) : color.red(seen)])
  }
  return table.toString().split('\n').map((text) => `  ${text.trimEnd()}`).join('\n')
}
