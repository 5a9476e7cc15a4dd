import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { serveOurs } from './ours.js'

await serveOurs(new MemoryQueue({ maxJobs: 10_000_000 }), new MemoryStore())
