/**
 * The benchmarks: ours and peers in turn, in one run on one machine. Ratios are what counts.
 *
 *   npm run bench              a table
 *   npm run bench -- WORD…     the rows that have every word
 *   npm run bench -- --json    the figures
 *   npm run bench -- --quick   fewer rounds
 *   npm run bench -- --full    a backlog of 1,000,000 jobs instead of 100,000
 *
 * Exits 0 whether or not a goal is met, which the table says; 1 when something could not be measured.
 */
import { cpus } from 'node:os'
import color from 'picocolors'
import { figureOf, type Figure } from './arithmetic.js'
import { FULL_BACKLOG, NORMAL, QUICK } from './effort.js'
import { ROWS } from './rows.js'
import { Stage } from './stage.js'

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isJson = process.argv.includes('--json')
const effort = process.argv.includes('--quick') ? QUICK : NORMAL
const stage = await Stage.open(process.argv.includes('--full') ? { ...effort, backlog: FULL_BACKLOG } : effort)

const figures: Figure[] = []
const begunAt = Date.now()
for (const row of ROWS.filter(({ what }) => words.every((word) => what.includes(word)))) {
  try {
    stage.beginRow()
    const { ratios, detail } = await row.measure(stage)
    const figure = figureOf(row.what, row.goal, ratios, detail)
    figures.push(figure)
    if (!isJson) console.log(lineOf(figure))
  } catch (error) {
    console.error(`${color.red('could not be measured:')} ${row.what}`, error)
    process.exitCode = 1
  }
  await stage.clear()
}
await stage.close()
if (isJson) console.log(JSON.stringify(figures, undefined, 2))
else console.log(color.dim(footer()))

function lineOf ({ isMet, what, ratio, spread, rounds, goal, detail }: Figure): string {
  const verdict = isMet ? color.green('✔ met   ') : color.red('✖ missed')
  const range = color.dim(`(${spread.map((edge) => edge.toFixed(2)).join('–')}, ${rounds})`)
  return `${verdict} ${what.padEnd(67)} ${`${ratio.toFixed(2)} ×`.padStart(7)} ${range}  ${goal.padEnd(13)} ${color.dim(detail)}`
}

function footer (): string {
  const met = figures.filter(({ isMet }) => isMet).length
  return `${met} of ${figures.length} goals met in ${Math.round((Date.now() - begunAt) / 1_000)} s on ${cpus().length} cores, Node ${process.versions.node}. ` +
    'Medians of pairs measured in turn, in brackets least, greatest and rounds; µs: processor time of the whole process an event or job.'
}
