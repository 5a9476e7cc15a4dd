/** As ours-memory, with 1,000 handlers of which one wants the event. */
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { serveOurs } from './ours.js'

await serveOurs(new MemoryQueue({ maxJobs: 10_000_000 }), new MemoryStore(), 1_000)
