import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { README } from './generated.js'

/** The receiver that the README shows, as its author writes it. */
export const ORDERS_SOURCE = /`receivers\/orders\.ts`[^\n]*\n\n```ts\n([\s\S]*?)\n```/.exec(readFileSync(README, 'utf8'))?.[1] ?? ''
export const ORDERS_PACKAGE = '@acme/hooksmith-receiver-orders'
export const SECRET = 'a secret of the sender'

/** The receiver as a package that its author published. */
export function ordersPackage (): Readonly<Record<string, string>> {
  const json = {
    name: ORDERS_PACKAGE, version: '1.2.0', type: 'module', exports: './dist/index.js', keywords: ['hooksmith-receiver'], hooksmith: { apiVersion: 1, events: ['acme:**'] }
  }
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true }
  const { outputText } = ts.transpileModule(ORDERS_SOURCE, { compilerOptions })
  const folder = `node_modules/${ORDERS_PACKAGE}`
  return { [`${folder}/package.json`]: JSON.stringify(json), [`${folder}/dist/index.js`]: outputText }
}

/** A request of the sender. */
export interface OrdersRequest { readonly headers: Readonly<Record<string, string>>, readonly body: string }

/** Signs an order as the sender does, at `sentAt` by its clock. */
export function signOrder (id: string, sentAt = Date.now(), secret = SECRET): OrdersRequest {
  const body = JSON.stringify({ id, type: 'acme:order:paid', data: { orderId: `order of ${id}` } })
  const timestamp = String(Math.floor(sentAt / 1_000))
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { headers: { 'content-type': 'application/json', 'x-acme-timestamp': timestamp, 'x-acme-signature': signature }, body }
}

/** The status of an answer, and the code of a refusal. */
export type OrdersAnswer = readonly [status: number, code: string | undefined]

/** Sends it. */
export async function sendOrder (url: string, { headers, body }: OrdersRequest): Promise<OrdersAnswer> {
  const response = await fetch(url, { method: 'POST', headers, body })
  const answer: unknown = await response.json()
  return [response.status, typeof answer === 'object' && answer !== null && 'code' in answer ? String(answer.code) : undefined]
}
