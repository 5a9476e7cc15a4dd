import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describeError } from '@hooksmith/core'
import fastify, { type FastifyInstance } from 'fastify'
import { HKS_ERR_COMMAND_FAILED } from '../../errors.js'
import type { Happened } from './simulator.js'

/** What `hooksmith send` asks of a running `hooksmith dev`. */
export interface SendRequest { readonly event: string, readonly payload?: object }

/** How a running `hooksmith dev` is reached; in a file that only its user can read. */
interface Address { readonly url: string, readonly token: string, readonly pid: number }

/** How long a send may take, in milliseconds: Forge's five seconds, and the way. */
const SEND_MS = 10_000

/** Takes what `hooksmith send` asks, on this machine and from this user only. Resolves to what ends that. */
export async function openControl (data: string, send: (request: SendRequest) => Promise<Happened>): Promise<() => Promise<void>> {
  const token = randomBytes(24).toString('base64url')
  const app: FastifyInstance = fastify()
  app.post<{ Body: SendRequest }>('/send', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${token}`) return await reply.code(401).send({ error: 'not for you' })
    try {
      const { deliveries, withheld } = await send(request.body)
      return { deliveries: deliveries.map(({ status, durationMs, verdict }) => ({ status, durationMs, verdict })), withheld }
    } catch (error) {
      return await reply.code(422).send({ error: describeError(error) })
    }
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const file = fileIn(data)
  await mkdir(dirname(file), { recursive: true })
  await rm(file, { force: true })
  await writeFile(file, JSON.stringify({ url, token, pid: process.pid } satisfies Address), { mode: 0o600 })
  return async () => {
    await rm(file, { force: true })
    await app.close()
  }
}

/** Asks the running `hooksmith dev`. @throws `HKS_ERR_COMMAND_FAILED` when there is none, or it cannot do it. */
export async function askControl (data: string, request: SendRequest): Promise<Happened> {
  const address = await readAddress(data)
  if (address === undefined) throw new HKS_ERR_COMMAND_FAILED('No simulator is running here: start `hooksmith dev` in another terminal')
  const response = await fetch(`${address.url}/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(SEND_MS)
  }).catch(() => { throw new HKS_ERR_COMMAND_FAILED('The simulator does not answer: it may have been killed. Start `hooksmith dev` again') })
  const answer = await response.json() as Happened | { readonly error: string }
  if ('error' in answer) throw new HKS_ERR_COMMAND_FAILED(answer.error)
  return answer
}

async function readAddress (data: string): Promise<Address | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(data), 'utf8')) as Address
  } catch {
    // No file: nobody runs.
    return undefined
  }
}

function fileIn (data: string): string {
  return join(data, 'dev.json')
}
