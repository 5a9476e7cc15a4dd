import type { Surroundings } from '../surroundings.js'
import type { PlannedCall } from './planned-call.js'
import type { Invoked } from './simulator.js'

/** What a call came to. */
export interface Called {
  readonly method: string
  readonly path: string
  /** The path of the endpoint; `null` where none takes it. */
  readonly endpoint: string | null
  /** Of the module that called. */
  readonly moduleKey: string
  /** Who was logged in; `null`: nobody. */
  readonly accountId: string | null
  /** Whether the UI gets the answer, whatever its status is. */
  readonly state: 'resolved' | 'rejected'
  /** Of the server's answer; absent when none came. */
  readonly status?: number
  readonly contentType?: string
  /** Of the answer, where it is JSON. */
  readonly body?: unknown
  /** Of the answer, where it is something else. */
  readonly text?: string
  readonly durationMs: number
  /** What the UI is told instead of an answer. */
  readonly message?: string
  /** What to do about an answer that nobody wants. */
  readonly advice?: string
  /** What is odd about the call itself. */
  readonly notes: readonly string[]
}

/** Who made a call. */
export type Calling = Pick<Called, 'moduleKey' | 'accountId' | 'notes'>

/** More of an answer that is no JSON is not shown, in characters. */
const MAX_TEXT_LENGTH = 10_000

/** Whether the call was answered with a status below 400, and the UI gets the answer. */
export function isAnswered ({ state, status }: Called): boolean {
  return state === 'resolved' && status !== undefined && status < 400
}

export function toCalled (planned: PlannedCall, calling: Calling, invoked: Invoked): Called {
  const { method, path, endpoint } = planned
  const { delivery } = invoked
  const contentType = delivery?.answer?.headers['content-type']
  const called: Called = {
    method,
    path,
    endpoint: endpoint?.path ?? null,
    ...calling,
    state: invoked.state,
    ...delivery?.status === undefined ? {} : { status: delivery.status },
    ...contentType === undefined ? {} : { contentType },
    ...contentOf(delivery?.answer?.text ?? ''),
    durationMs: delivery?.durationMs ?? 0,
    ...invoked.state === 'rejected' ? { message: invoked.message } : {}
  }
  const advice = isAnswered(called) ? undefined : adviceFor(called, planned, delivery?.verdict)
  return advice === undefined ? called : { ...called, advice }
}

function contentOf (text: string): Pick<Called, 'body' | 'text'> {
  if (text === '') return {}
  try {
    return { body: JSON.parse(text) as unknown }
  } catch {
    return { text: text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text }
  }
}

const LOG = "in the terminal of 'hooksmith dev'"

/** What to do, by the code that an answer of the server has in its body. */
const ADVICE: Readonly<Record<string, string>> = {
  HKS_ERR_ENDPOINT_BODY: '`problems` says what of the body does not fit',
  HKS_ERR_ENDPOINT_PARAMS: '`problems` says what in the path does not fit',
  HKS_ERR_ENDPOINT_QUERY: '`problems` says what behind the ? does not fit',
  HKS_ERR_ENDPOINT_FAILED: `the handler threw: the line "call failed" ${LOG} has the reason and the place`,
  HKS_ERR_ENDPOINT_REPLY: `the handler gave an answer that cannot be sent: the line "call failed" ${LOG} says why`,
  HKS_ERR_ENDPOINT_TIMEOUT: 'the handler took longer than its timeoutMs',
  HKS_ERR_FORGE_NO_USER: 'the endpoint requires a user: leave out --account none',
  HKS_ERR_FORGE_USER_TOKEN: "no token of a user came: it needs somebody who is logged in, and auth.appUserToken of the manifest's endpoint"
}

const NO_JSON = "a UI's invokeRemote takes JSON only: other answers are for web triggers and browsers"

/** What to do, by how the delivery ended. */
const ADVICE_BY_VERDICT: Readonly<Record<string, string>> = {
  'network-error': `the server did not answer: what it says stands ${LOG}`,
  timeout: 'invokeRemote waits no longer: answer at once, and let a handler of an event do what takes its time',
  'too-large': 'a UI may send 500,000 bytes at most',
  redirect: 'Forge follows no redirects'
}

function adviceFor (called: Called, planned: PlannedCall, verdict: string | undefined): string | undefined {
  const { status, state, body, moduleKey, endpoint } = called
  const allowed = planned.endpoint?.moduleKeys ?? []
  const [module] = allowed
  if (status === 401 && module !== undefined && !allowed.includes(moduleKey)) {
    return `the endpoint is for calls of ${allowed.map((key) => `'${key}'`).join(', ')}: --module ${module}`
  }
  const code = codeIn(body)
  if (code === 'HKS_ERR_ENDPOINT_BODY' && planned.body === undefined) return "the endpoint wants a body: --body '{…}'"
  const known = ADVICE[code] ?? ADVICE_BY_VERDICT[verdict ?? '']
  if (known !== undefined) return known
  if (status === 401) return `why the server refused the token stands ${LOG}`
  if (status === 404 && endpoint === null) return 'nothing of the server takes this path: hooksmith routes lists what is there'
  return state === 'rejected' && status !== undefined ? NO_JSON : undefined
}

function codeIn (body: unknown): string {
  return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : ''
}

/** All about a call but the body of its answer, in a line or a few. */
export function describeCalled (called: Called, color: Surroundings['color']): string {
  const { method, path, state, status, contentType, durationMs, message, advice, notes, moduleKey, accountId } = called
  const mark = isAnswered(called) ? color.green('✔') : color.red('✖')
  const took = `${Math.round(durationMs)} ms`
  const type = contentType === undefined ? '' : `, ${contentType}`
  const answered = status === undefined ? `no answer after ${took}` : `answered ${status} in ${took}${type}`
  return [
    `${mark} ${method} ${path}  ${answered}${color.dim(`  (module '${moduleKey}', ${accountId === null ? 'nobody logged in' : `user ${accountId}`})`)}`,
    ...state === 'rejected' ? [`  the UI gets an error instead: ${message ?? ''}`] : [],
    ...advice === undefined ? [] : [`  ${advice}`],
    ...notes.map((note) => `${color.yellow('!')} ${note}`)
  ].join('\n')
}

/** The body of an answer, laid out for a person; `undefined` where it is empty. */
export function describeBody ({ body, text }: Called, isTerminal: boolean): string | undefined {
  return body === undefined ? text : JSON.stringify(body, undefined, isTerminal ? 2 : undefined)
}
