#!/usr/bin/env node
import { runCreate } from './command.js'

process.exitCode = await runCreate(process.argv.slice(2), {
  directory: process.cwd(),
  write: (text) => { process.stdout.write(`${text}\n`) },
  complain: (text) => { process.stderr.write(`${text}\n`) },
  isInteractive: process.stdin.isTTY && process.stdout.isTTY
})
