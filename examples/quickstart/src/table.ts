import Table from 'cli-table3'
import color from 'picocolors'
import type { Row } from './log-book.js'

const COLORS: Readonly<Record<string, (text: string) => string>> = { done: color.green, dead: color.red, 'seen before': color.dim, 'left out': color.dim }

/** The log book as a table. @param siteOf - The name of a site by the tenant of its events. */
export function renderTable (rows: readonly Row[], siteOf: (tenant: string) => string): string {
  const line = { 'top-mid': '', 'top-left': '', 'top-right': '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' }
  const table = new Table({
    head: ['event', 'installation', 'handler', 'attempts', 'outcome', 'time', ''].map((name) => color.bold(name)),
    colAligns: ['left', 'left', 'left', 'right', 'left', 'right', 'left'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: { ...line, top: '', bottom: '', left: '', right: '', 'left-mid': '', 'right-mid': '', mid: '', 'mid-mid': '', middle: '' }
  })
  for (const row of rows) {
    const paint = COLORS[row.outcome] ?? color.yellow
    table.push([
      row.event, siteOf(row.installation), row.handler, row.attempts === 0 ? '' : String(row.attempts), paint(row.outcome),
      row.attempts === 0 ? '' : `${row.tookMs} ms`, color.dim(row.remark)
    ])
  }
  return table.toString().split('\n').map((text) => `  ${text.trimEnd()}`).join('\n')
}
