/**
 * The quickstart: a Forge platform and a server, both on this machine. Events arrive over HTTP with real signatures, handlers call back.
 *
 *   npm start              stays up; type `help`
 *   npm start -- --once    delivers the sample events, waits until all is settled, exits 0 if every job was done
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import color from 'picocolors'
import { LogBook, type Row } from './log-book.js'
import { Platform, type Happening } from './platform.js'
import { helpText, readCommands, type Commands } from './prompt.js'
import { makeServer } from './server.js'
import { renderTable } from './table.js'

/** What happens at the start, in this order. */
const STORY: ReadonlyArray<readonly [Happening, site: string]> = [
  ['install', 'acme'], ['install', 'globex'], ['tick', 'acme'], ['tick', 'globex'], ['page', 'acme'], ['again', 'acme'], ['page', 'globex'],
  ['comment', 'acme'], ['own comment', 'acme']
]

/** How long the story may take, in milliseconds, before it counts as stuck. */
const PATIENCE_MS = 30_000

const isOnce = process.argv.includes('--once')
const directory = await mkdtemp(join(tmpdir(), 'hooksmith-quickstart-'))
const platform = await Platform.start()
const server = await makeServer({
  directory, appId: platform.appId, keySetUrl: platform.simulator.jwksUrl, apiHost: new URL(platform.simulator.api.origin).host
})
const book = new LogBook()
server.hooksmith.observe(book.observe)
const address = await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) })
platform.connect(address)

// A listener for SIGSEGV would keep a crashed process at full load for ever.
closeWithGrace({ delay: 25_000, skip: ['SIGSEGV'] }, async ({ err }) => {
  if (err !== undefined) console.error(err)
  await close()
})

console.log(`\n${color.bold('Hooksmith quickstart')}`)
console.log(`  Forge platform ${color.dim('(simulated)')}  keys at ${platform.simulator.jwksUrl}`)
console.log(`  server                      ${address}/forge/events, jobs in an LMDB file\n`)

for (const [happening, site] of STORY) await platform.make(happening, site)
await settle()
console.log(renderTable(book.rows, (tenant) => platform.siteOf(tenant)))
console.log(`\n  ${summary()}`)

if (isOnce) {
  if (!book.isGood) console.error(color.red('\n  Not every job was done.'))
  else console.log(color.dim('\n  npm start stays up and takes commands; npm test runs the tests.'))
  await close()
  process.exit(book.isGood ? 0 : 1)
}

const commands = makeCommands()
console.log(`\n${color.bold('What to type next')} ${color.dim('(a site may follow: acme, globex)')}\n${helpText(commands)}\n`)
readCommands(process.stdin, process.stdout, commands)

function summary (): string {
  const { answered, refused } = platform.calls
  const taken = book.answers.filter((status) => status === 200).length
  const done = book.rows.filter(({ outcome }) => outcome === 'done').length
  return [
    `${taken} of ${book.answers.length} deliveries answered 200`,
    `${done} jobs done`,
    `${answered} API calls answered, ${refused} refused with 403 and made again later`
  ].join(' · ')
}

async function close (): Promise<void> {
  await server.close()
  await platform.simulator.close()
  await rm(directory, { recursive: true, force: true })
}

async function settle (): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  while (!book.isSettled && Date.now() < until) await sleep(20)
}

function makeCommands (): Commands {
  const deliver = (happening: Happening) => async (site = 'acme'): Promise<void> => {
    const before = book.rows.length
    const { status, durationMs } = await platform.make(happening, site)
    console.log(color.dim(`  answered ${status} in ${Math.round(durationMs)} ms`))
    await settle()
    show(book.rows.slice(before))
  }
  return {
    page: { help: 'somebody makes a page: the app comments on it', run: deliver('page') },
    comment: { help: 'somebody comments: the app fetches the page', run: deliver('comment') },
    install: { help: 'the app is installed: refused twice, then remembered', run: deliver('install') },
    tick: { help: 'an hour has passed: the delivery brings a token', run: deliver('tick') },
    again: { help: "the last page's event is delivered again: stored once", run: deliver('again') },
    table: { help: 'everything so far', run: () => { show(book.rows) } },
    quit: { help: 'or Ctrl-C', run: async () => { await close(); process.exit(0) } }
  }
}

function show (rows: readonly Row[]): void {
  console.log(renderTable(rows, (tenant) => platform.siteOf(tenant)))
}
