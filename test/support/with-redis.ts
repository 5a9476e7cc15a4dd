/**
 * Runs a command with `REDIS_URL` set: to what it is already, else to a Redis of its own that ends with the command.
 *
 *   tsx test/support/with-redis.ts <command> [arguments]
 */
import { spawn } from 'node:child_process'
import { startRedis } from './redis.js'

const [command, ...args] = process.argv.slice(2)
if (command === undefined) {
  console.error('usage: with-redis.ts <command> [arguments]')
  process.exit(2)
}
const redis = await startRedis()
const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, REDIS_URL: redis.url } })
// A terminal tells the command as well; whoever else stops this process means both.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => { child.kill('SIGTERM') })
const code = await new Promise<number>((resolve) => {
  child.once('error', (error) => { console.error(error.message); resolve(127) })
  child.once('exit', (status) => { resolve(status ?? 1) })
})
await redis.stop()
process.exit(code)
