/**
 * Everything that Atlassian's reference backends demonstrate, against a Forge platform of this machine.
 *
 *   npm run example:reference               stays up; type what is to happen
 *   npm run example:reference -- --once     every row once; exits 0 only if each was seen
 *   npm run example:reference -- --redis    jobs, tokens and nonces on Redis: the one that REDIS_URL names, else one of its own
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import color from 'picocolors'
import { curlLines } from './chat/curl.js'
import { inFile, onRedis } from './drivers.js'
import { GROUPS, ROWS, type Row } from './rows/index.js'
import { startStage } from './stage.js'
import { lineOf, type Shown } from './table.js'

const { REDIS_URL: redisUrl = '' } = process.env
if (redisUrl === '' && process.argv.includes('--redis')) process.exit(await runWithRedis())

const drivers = redisUrl === '' ? await inFile() : onRedis(redisUrl)
const stage = await startStage(drivers, { port: Number(process.env.PORT ?? 0) })
// A listener for SIGSEGV would keep a crashed process at full load for ever.
closeWithGrace({ delay: 25_000, skip: ['SIGSEGV'] }, async ({ err }) => {
  if (err !== undefined) console.error(err)
  await stage.close()
})

console.log(`\n${color.bold('The reference backend')} ${color.dim(`on ${drivers.name}`)}`)
console.log(`  server    ${stage.address}`)
console.log(`  platform  keys at ${stage.simulator.jwksUrl}, delivers by manifest.yml\n`)
let good = 0
for (const { feature, rows } of GROUPS) {
  console.log(color.bold(feature))
  for (const row of rows) if (await show(row)) good++
}
console.log(`\n  ${good === ROWS.length ? color.green('✔') : color.red('✖')} ${good} of ${ROWS.length} shown`)

if (process.argv.includes('--once')) {
  await stage.close()
  process.exit(good === ROWS.length ? 0 : 1)
}

console.log(`\n${color.bold('What to type next')}\n  a word of the table, for example page or chat; quit or Ctrl-C\n`)
console.log(`${color.bold('Or from another terminal')}\n${curlLines(stage)}\n`)
stage.server.hooksmith.observe((seen) => {
  if (seen.kind === 'attempt') console.log(color.dim(`  ${seen.job.event.type} → ${seen.job.handler} ${seen.outcome.outcome}`))
})
// Lines as the terminal gives them: in raw mode it makes no signal of Ctrl-C, and its loss keeps the process from ending.
const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ', terminal: false })
lines.on('line', (line) => { void obey(line.trim()).finally(() => { lines.prompt() }) })
lines.prompt()

/** Makes it happen and prints what was seen. Resolves to whether it was what should be; never rejects. */
async function show (row: Row): Promise<boolean> {
  const shown: Shown = await row.show(stage).then(
    (seen) => ({ isGood: true, seen }),
    (error: unknown) => ({ isGood: false, seen: error instanceof Error ? error.message : String(error) }))
  console.log(lineOf(row, shown))
  return shown.isGood
}

async function obey (word: string): Promise<void> {
  if (word === 'quit') {
    await stage.close()
    process.exit(0)
  }
  const row = ROWS.find((one) => one.word === word)
  if (row !== undefined) await show(row)
  else if (word !== '') console.log(`  there is: ${ROWS.map((one) => one.word).join(', ')}, quit`)
}

/** This command once more, beside a Redis that ends with it. Resolves to its exit code. */
async function runWithRedis (): Promise<number> {
  const helper = fileURLToPath(new URL('../../../test/support/with-redis.ts', import.meta.url))
  const command = [process.execPath, ...process.execArgv]
  const child = spawn(process.execPath, [...process.execArgv, helper, ...command, ...process.argv.slice(1)], { stdio: 'inherit' })
  // A terminal tells the child as well, and this process ends after it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => { child.kill('SIGTERM') })
  return await new Promise((resolve) => { child.once('exit', (status) => { resolve(status ?? 1) }) })
}
