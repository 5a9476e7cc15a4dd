/** As ours-memory, with 10 handlers of which one wants the event. */
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { serveOurs } from './ours.js'

await serveOurs(new MemoryQueue({ maxJobs: 10_000_000 }), new MemoryStore(), 10)
