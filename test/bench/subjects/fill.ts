import type { EventEnvelope, Queue } from '@hooksmith/contracts'
import { eventBody } from '../sample.js'

/** How many calls are under way at a time. */
const AT_A_TIME = 64
const TENANTS = 100

/** Stores jobs of 100 tenants for `handler`, in turn. @param isKeyed - Each tenant's jobs share a key. */
export async function fill (queue: Queue, handler: string, amount: number, isKeyed = false): Promise<void> {
  for (let from = 0; from < amount; from += AT_A_TIME) {
    const count = Math.min(AT_A_TIME, amount - from)
    await Promise.all(Array.from({ length: count }, async (_none, at) => {
      const event = fillEvent(from + at)
      const job = { id: `${event.id}/${handler}`, handler, ...isKeyed && { key: 'one' } }
      await queue.enqueue(event, [job])
    }))
  }
}

function fillEvent (number: number): EventEnvelope {
  const id = `fill-${number}`
  return { specversion: '1.0', id, type: 'avi:confluence:created:page', source: 'bench', tenant: `tenant-${number % TENANTS}`, data: JSON.parse(eventBody(id)) }
}
