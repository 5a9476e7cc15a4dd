#!/usr/bin/env node
import { createColors } from 'picocolors'
import { runProgram } from './command/program.js'

const isTerminal = process.stdout.isTTY
// Drivers keep no process alive; this one does until the command has ended.
const alive = setInterval(() => {}, 60_000)
process.exitCode = await runProgram(process.argv.slice(2), {
  directory: process.cwd(),
  environment: process.env,
  write: (text) => { process.stdout.write(`${text}\n`) },
  complain: (text) => { process.stderr.write(`${text}\n`) },
  color: createColors(isTerminal && (process.env.NO_COLOR ?? '') === ''),
  isTerminal
})
clearInterval(alive)
