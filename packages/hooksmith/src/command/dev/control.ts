import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describeError } from '@hooksmith/core'
import fastify, { type FastifyInstance } from 'fastify'
import { HKS_ERR_COMMAND_FAILED } from '../../errors.js'
import type { Called } from './called.js'
import type { CallRequest } from './planned-call.js'
import type { Happened } from './simulator.js'

/** What `hooksmith send` asks of a running `hooksmith dev`. */
export interface SendRequest { readonly event: string, readonly payload?: object }

/** How a running `hooksmith dev` is reached; in a file that only its user can read. */
interface Address { readonly url: string, readonly token: string, readonly pid: number }

/** What a running `hooksmith dev` can be asked for. */
export interface Controlled {
  send (request: SendRequest): Promise<Happened>
  call (request: CallRequest): Promise<Called>
}

/** How long a send may take, in milliseconds: Forge's five seconds, and the way. */
const SEND_MS = 10_000
/** How long a call may take, in milliseconds: Forge's 25 seconds, and the way. */
const CALL_MS = 30_000

/** Takes what `hooksmith send` and `hooksmith call` ask, on this machine and from this user only. Resolves to what ends that. */
export async function openControl (data: string, { send, call }: Controlled): Promise<() => Promise<void>> {
  const token = randomBytes(24).toString('base64url')
  const app: FastifyInstance = fastify()
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${token}`) return await reply.code(401).send({ error: 'not for you' })
  })
  app.setErrorHandler(async (error, _request, reply) => await reply.code(422).send({ error: describeError(error) }))
  app.post<{ Body: SendRequest }>('/send', async (request) => {
    const { deliveries, withheld } = await send(request.body)
    return { deliveries: deliveries.map(({ status, durationMs, verdict }) => ({ status, durationMs, verdict })), withheld }
  })
  app.post<{ Body: CallRequest }>('/call', async (request) => await call(request.body))
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

/** Lets the running `hooksmith dev` send an event. @throws `HKS_ERR_COMMAND_FAILED` when there is none, or it cannot do it. */
export async function askSend (data: string, request: SendRequest): Promise<Happened> {
  return await ask<Happened>(data, '/send', request, SEND_MS)
}

/** Lets the running `hooksmith dev` call an endpoint. @throws `HKS_ERR_COMMAND_FAILED` when there is none, or it cannot do it. */
export async function askCall (data: string, request: CallRequest): Promise<Called> {
  return await ask<Called>(data, '/call', request, CALL_MS)
}

async function ask<Answer extends object> (data: string, path: string, request: object, timeoutMs: number): Promise<Answer> {
  const address = await readAddress(data)
  if (address === undefined) throw new HKS_ERR_COMMAND_FAILED('No simulator is running here: start `hooksmith dev` in another terminal')
  const response = await fetch(`${address.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(timeoutMs)
  }).catch(() => { throw new HKS_ERR_COMMAND_FAILED('The simulator does not answer: it may have been killed. Start `hooksmith dev` again') })
  // The server above answers with these and nothing else.
  const answer = await response.json() as Answer | { readonly error: string }
  if ('error' in answer) throw new HKS_ERR_COMMAND_FAILED(answer.error.replace(/^HKS_ERR_COMMAND_FAILED: /, ''))
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
