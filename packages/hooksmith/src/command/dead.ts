import type { JobRecord, JobSelector, JobSummary, Queue } from '@hooksmith/contracts'
import { Option, type Command } from 'commander'
import { HKS_ERR_COMMAND_FAILED, HKS_ERR_COMMAND_USAGE } from '../errors.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import type { AddCommand, Frame } from './frame.js'
import { withDrivers } from './open-drivers.js'
import type { ExitCode, Surroundings } from './surroundings.js'
import { describeSpan, renderTable } from './table.js'

interface Flags extends ConfigFlag {
  readonly handler?: string
  readonly tenant?: string
  readonly limit?: string
  readonly all?: true
  readonly json?: true
  readonly data?: true
}

const EXAMPLES = `
Examples:
  $ hooksmith dead list                           what failed for good, and why
  $ hooksmith dead list --handler greeter/greet
  $ hooksmith dead show 'JOB'                     all that is known about one, but its event's data
  $ hooksmith dead retry 'JOB' 'JOB'              run these again, as new
  $ hooksmith dead retry --handler greeter/greet  run all of one handler again, once it is mended
  $ hooksmith dead remove --all                   forget all of them

Works beside a running server. JOB is the id as 'dead list' shows it.`

/** `hooksmith dead list|show|retry|remove`. */
export const addDead: AddCommand = (frame) => {
  const dead = frame.program.command('dead').description('Look at dead letters, run them again, or remove them').addHelpText('after', EXAMPLES)
  withSelection(dead.command('list').description('List dead letters')).option('--limit <number>', 'at most so many', '50')
    .action(act(frame, async (queue, _ids, flags) => { await list(queue, flags, frame.around) }))
  withConfigFlag(dead.command('show <job>').description('Show one job with its event')).option('--json', 'for programs').option('--data', "with the event's data")
    .action(frame.action(async (id: string, flags: Flags) =>
      await onQueue(frame, flags, async (queue) => { await show(queue, id, flags, frame.around) })))
  withSelection(dead.command('retry [jobs...]').description('Run dead letters again, as new jobs')).option('--all', 'every one')
    .action(act(frame, async (queue, ids, flags) => { tellCount(await queue.retry(selectorOf(ids, flags)), 'made due again', 'retried', flags, frame.around) }))
  withSelection(dead.command('remove [jobs...]').description('Remove dead letters for good')).option('--all', 'every one')
    .action(act(frame, async (queue, ids, flags) => { tellCount(await removeDead(queue, selectorOf(ids, flags)), 'removed', 'removed', flags, frame.around) }))
}

type Work = (queue: Queue, ids: readonly string[], flags: Flags) => Promise<void>

/** The action of a command with or without a list of ids in front of its flags. */
function act (frame: Frame, work: Work): (...given: [readonly string[] | Flags, Flags | Command]) => Promise<void> {
  return frame.action(async (...[first, second]: [readonly string[] | Flags, Flags | Command]) => {
    const [ids, flags] = isIds(first) ? [first, second as Flags] : [[], first]
    return await onQueue(frame, flags, async (queue) => { await work(queue, ids, flags) })
  })
}

function isIds (value: readonly string[] | Flags): value is readonly string[] {
  return Array.isArray(value)
}

async function onQueue ({ around }: Frame, flags: Flags, work: (queue: Queue) => Promise<void>): Promise<ExitCode> {
  await withDrivers(await loadFor(flags, around), async ({ queue }) => { await work(queue) })
  return 0
}

function withSelection (command: Command): Command {
  return withConfigFlag(command)
    .option('--handler <id>', 'only of this handler, for example greeter/greet')
    .option('--tenant <id>', 'only of this tenant')
    .addOption(new Option('--json', 'for programs'))
}

async function list (queue: Queue, flags: Flags, { write, color }: Surroundings): Promise<void> {
  const limit = Number(flags.limit ?? 50)
  if (!Number.isInteger(limit) || limit < 1) throw new HKS_ERR_COMMAND_USAGE('--limit must be a whole number, at least 1')
  const jobs: JobSummary[] = []
  let after: string | undefined
  do {
    const page = await queue.list({ state: 'dead', ...filterOf(flags), limit: Math.min(1_000, limit - jobs.length), ...after === undefined ? {} : { after } })
    jobs.push(...page.jobs)
    after = page.next
  } while (after !== undefined && jobs.length < limit)
  const { counts } = await queue.stats()
  if (flags.json === true) { write(JSON.stringify({ total: counts.dead, jobs }, undefined, 2)); return }
  if (jobs.length === 0) { write(`  no dead letters${counts.dead === 0 ? '' : ` that match; ${counts.dead} in all`}`); return }
  write(renderTable(['job', 'event', 'attempts', 'dead for', 'why'], jobs.map((job) =>
    [job.id, job.eventType, String(job.attempt), describeSpan(Date.now() - (job.dead?.at ?? Date.now())), `${job.dead?.reason ?? ''} ${color.dim(job.dead?.code ?? '')}`]), color.bold))
  write(color.dim(`\n  ${jobs.length} of ${counts.dead}. Look at one: hooksmith dead show '${jobs[0]?.id ?? ''}'. Run again: hooksmith dead retry …`))
}

async function show (queue: Queue, id: string, flags: Flags, { write, color }: Surroundings): Promise<void> {
  const job = await queue.get(id)
  if (job === undefined) throw new HKS_ERR_COMMAND_FAILED(`There is no job '${id}': it was done, or removed, or its id is another ('hooksmith dead list' shows them)`)
  const { event: { data, ...event }, ...summary } = job
  if (flags.json === true) {
    write(JSON.stringify({ ...summary, event: flags.data === true ? { ...event, data } : event }, undefined, 2))
    return
  }
  write(describeJob(job, color.bold))
  if (flags.data === true) write(`\n${JSON.stringify(data, undefined, 2)}`)
  else write(color.dim(`\n  The event's data, which may be personal: hooksmith dead show '${id}' --data`))
}

function describeJob (job: JobRecord, bold: (text: string) => string): string {
  const { id, state, handler, tenant, key, attempt, starts, crashes, storedAt, dead, retry, eventId, eventType, event } = job
  return [
    ['job', id], ['state', state], ['handler', handler], ['event', `${eventType}, id ${eventId}`], ['from', event.source], ['tenant', tenant], ...key === undefined ? [] : [['key', key]],
    ['stored', instant(storedAt)], ['attempts', `${attempt}, started ${starts} times, ended by a crash ${crashes} times`],
    ...retry === undefined ? [] : [['last retry', retry.reason]],
    ...dead === undefined ? [] : [['dead since', instant(dead.at)], ['why', `${dead.reason}  [${dead.code}]`]]
  ].map(([name = '', text = '']) => `  ${bold(name.padEnd(10))} ${text}`).join('\n')
}

function instant (at: number): string {
  return `${new Date(at).toISOString()} (${describeSpan(Date.now() - at)} ago)`
}

function filterOf ({ handler, tenant }: Flags): { readonly handler?: string, readonly tenant?: string } {
  return { ...handler === undefined ? {} : { handler }, ...tenant === undefined ? {} : { tenant } }
}

/** Nobody means every dead letter by naming none. */
function selectorOf (ids: readonly string[], flags: Flags): JobSelector {
  const filter = filterOf(flags)
  const isFiltered = Object.keys(filter).length > 0
  if (ids.length > 0 && !isFiltered && flags.all !== true) return { ids }
  if (ids.length === 0 && (isFiltered || flags.all === true)) return { state: 'dead', ...filter }
  throw new HKS_ERR_COMMAND_USAGE(ids.length > 0 ? 'Give either ids, or --handler, --tenant or --all' : 'Say which: ids, --handler, --tenant, or --all')
}

/** Jobs of other states stay, whatever id was named. */
async function removeDead (queue: Queue, selector: JobSelector): Promise<number> {
  if (!('ids' in selector)) return await queue.remove(selector)
  const found = await Promise.all(selector.ids.map(async (id) => await queue.get(id)))
  const ids = found.filter((job) => job?.state === 'dead').map((job) => job?.id ?? '')
  return ids.length === 0 ? 0 : await queue.remove({ ids })
}

function tellCount (count: number, what: string, member: string, { json }: Flags, { write }: Surroundings): void {
  write(json === true ? JSON.stringify({ [member]: count }) : `  ${count} dead letter${count === 1 ? '' : 's'} ${what}`)
}
