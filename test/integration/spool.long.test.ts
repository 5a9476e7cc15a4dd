import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { makeGround, queuedIn, spooledIn, type Victim } from './fixtures/spool-victims.js'

test('servers that are killed while events go into the spool, and while it drains, lose none that was answered 200 and store none twice', async (t) => {
  const { down, queue, disk, victims: [first, second] } = await makeGround(t, 2)
  if (first === undefined || second === undefined) throw new TypeError('two were asked for')
  const accepted = new Set<string>()
  const verdicts = new Map<string, number>()
  const deliver = async (victim: Victim, id: string): Promise<void> => {
    const verdict = await victim.send(id)
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    if (verdict !== 'refused') accepted.add(id)
  }
  const stream = async (victim: Victim, from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++) await deliver(victim, String(number))
  }

  const before = [0, 1, 2, 3].map((lane) => stream(lane % 2 === 0 ? first : second, lane * 100, (lane + 1) * 100))
  await until(() => accepted.size > 100, 'a stream to kill in')
  await first.end('SIGKILL')
  await Promise.all(before)
  await first.start()
  await stream(first, 0, 100)
  const spooled = await spooledIn(disk)
  t.ok(spooled >= accepted.size, `${spooled} events on the disk for ${accepted.size} accepted ones`)
  t.same(await queuedIn(queue), [], 'the queue was away')

  await rm(down)
  await sleep(100)
  await second.end('SIGKILL')
  await stream(first, 400, 450)
  await second.start()
  await until(async () => await spooledIn(disk) === 0, 'the spool is empty')
  await stream(second, 0, 20)

  const ids = await queuedIn(queue)
  t.comment(`${accepted.size} accepted, ${ids.length} queued`, Object.fromEntries(verdicts))
  t.same([...accepted].filter((id) => !ids.includes(id)), [], 'every accepted event has its job')
  t.equal(ids.length, new Set(ids).size, 'and has it once')
  t.equal(verdicts.get('duplicate') !== undefined, true, 'redeliveries were known')
  t.same([await first.end('SIGTERM'), await second.end('SIGTERM')], [0, 0])
})
