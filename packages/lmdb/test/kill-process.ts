import { openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { LmdbQueue } from '@hooksmith/lmdb'

/*
 * A process that is killed. Arguments: role, data directory, journal, its name, lease in milliseconds, concurrency. A producer
 * writes each id to the journal once it is acknowledged, a worker when it handles it: one write each, appended.
 */

const [role = '', path = '', journal = '', name = '', leaseMs = '1000', concurrency = '8'] = process.argv.slice(2)
const queue = new LmdbQueue({ path, leaseMs: Number(leaseMs) })
const file = openSync(journal, 'a')
const note = (id: string): void => { writeSync(file, `${id}\n`) }

async function produce (lane: number): Promise<void> {
  for (let n = 0; ; n++) {
    const id = `${name}-${lane}-${n}`
    await queue.enqueue({ specversion: '1.0', id, type: 'test:made', source: 'urn:test', tenant: `tenant-${lane % 5}`, data: { n } }, [{ id, handler: 'test/handler' }])
    note(id)
    await sleep(5)
  }
}

function work (): void {
  queue.consume({
    handlers: ['test/handler'],
    concurrency: Number(concurrency),
    run: async (job) => {
      note(job.id)
      await sleep(20)
      return { outcome: 'done' }
    },
    onError: (error) => { process.stderr.write(`${String(error)}\n`) }
  })
  setInterval(() => {}, 60_000)
}

if (role === 'worker') work()
else await Promise.all(Array.from({ length: Number(concurrency) }, async (_none, lane) => { await produce(lane) }))
