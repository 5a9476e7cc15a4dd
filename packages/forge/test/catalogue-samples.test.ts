import addFormats from 'ajv-formats'
import { Ajv } from 'ajv'
import { test } from 'tap'
import { readSource, type Source, type SourceEvent } from '../tools/catalogue/source.js'
import { compile } from './support/compile.js'

const head = "import type { ForgeEventMap } from '../src/events/generated/index.js'"
const missingProperty = new Set([2739, 2740, 2741])

/** One line that assigns a body to the type of its event. */
const assignment = (name: string, body: unknown, index: number): string =>
  `export const body${index}: ForgeEventMap[${JSON.stringify(name)}] = ${JSON.stringify(body)}`

/** Validates a body by its event's schema; gives what is wrong with it. */
function validator ({ definitions, events }: Source): (name: string, body: unknown) => string | undefined {
  const ajv = new Ajv({ allowUnionTypes: true })
  addFormats.default(ajv)
  const compiled = new Map(events.map(({ name, payloadSchema }) => [name, ajv.compile({ ...payloadSchema, definitions })]))
  return (name, body) => {
    const validate = compiled.get(name)
    return validate?.(body) === true ? undefined : ajv.errorsText(validate?.errors)
  }
}

/** Each sample once per required key of its root, without that key. */
function * mutilated (events: readonly SourceEvent[]): Generator<{ event: SourceEvent, key: string, body: unknown }> {
  for (const event of events) {
    for (const key of event.payloadSchema.required ?? []) {
      yield { event, key, body: Object.fromEntries(Object.entries(event.sample).filter(([name]) => name !== key)) }
    }
  }
}

test('every sample is valid by its schema, and no longer without a required key', async (t) => {
  const source = await readSource()
  const validate = validator(source)
  for (const event of source.events) t.equal(validate(event.name, event.sample), undefined, event.name)
  for (const { event, key, body } of mutilated(source.events)) t.ok(validate(event.name, body), `${event.name} without ${key}`)
})

test('every event says in its schema what its list of required keys says', async (t) => {
  for (const { name, requiredKeys, payloadSchema } of (await readSource()).events) {
    t.same(payloadSchema.required ?? [], requiredKeys, name)
  }
})

test('every sample has the generated type of its event', async (t) => {
  const { events } = await readSource()
  const complaints = compile([head, ...events.map(({ name, sample }, index) => assignment(name, sample, index))])
  t.same(complaints.map(({ line, text }) => `${events[line - 1]?.name ?? 'outside'}: ${text}`), [])
})

test('no sample has the generated type of its event without a required key', async (t) => {
  const cases = [...mutilated((await readSource()).events)]
  const lines = cases.map(({ event, body }, index) => assignment(event.name, body, index))
  const refused = new Set(compile([head, ...lines]).filter(({ code }) => missingProperty.has(code)).map(({ line }) => line))
  t.equal(new Set(cases.map(({ event }) => event.name)).size, 185, 'every event has a case')
  t.same(cases.filter((_, index) => !refused.has(index + 1)).map(({ event, key }) => `${event.name} without ${key}`), [])
})

test('no sample has the generated type of another product’s event', async (t) => {
  const { events } = await readSource()
  const swapped = events.filter(({ product }) => product === 'confluence')
  const lines = swapped.map(({ sample }, index) => assignment('avi:bitbucket:push:repository', sample, index))
  const refused = new Set(compile([head, ...lines]).map(({ line }) => line))
  t.equal(refused.size, swapped.length)
})
