#!/usr/bin/env node
import { runCommand } from './command.js'

const untilStopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { resolve() })
})

// The simulator's timers keep no process alive; this one does until the command has ended.
const alive = setInterval(() => {}, 60_000)
process.exitCode = await runCommand(process.argv.slice(2), {
  write: (line) => { process.stdout.write(`${line}\n`) },
  complain: (line) => { process.stderr.write(`${line}\n`) },
  untilStopped
})
clearInterval(alive)
