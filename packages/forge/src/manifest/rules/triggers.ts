import { findNearest } from '@hooksmith/core'
import { findForgeEvent, forgeEventNames } from '../../catalogue/index.js'
import type { ManifestModule } from '../model.js'
import { modulesOfType } from '../model.js'
import type { ManifestNode } from '../node.js'
import { problem, quote } from '../problem.js'
import type { Rule } from './subject.js'

const MAX_EXPRESSION_LENGTH = 10_000
const MAX_PROPERTY_PATHS = 5

/** Events are named as Atlassian names them. Forge takes any text, and then nothing ever arrives. */
export const eventsAreKnown: Rule = ({ manifest: { events }, isStrict }) => events
  .filter(({ name }) => findForgeEvent(name) === undefined)
  .map(({ name, node }) => {
    const nearest = findNearest(name, forgeEventNames)
    return problem('event-unknown', node.at, `The event ${quote(name)} is not known`,
      nearest === undefined ? "see the names in Atlassian's events reference" : `did you mean '${nearest}'?`, isStrict ? 'error' : 'warning')
  })

/** One trigger names an event once. */
export const eventsAreNamedOnce: Rule = ({ manifest }) => modulesOfType(manifest, 'trigger').flatMap((trigger) => {
  const lines = new Map<string, number>()
  return manifest.events.filter((event) => event.trigger === trigger && event.filter === undefined).flatMap(({ name, node }) => {
    const line = lines.get(name)
    lines.set(name, line ?? node.at.line)
    return line === undefined ? [] : [problem('event-repeated', node.at, `The event ${quote(name)} stands in line ${line} already`, 'remove one of them')]
  })
})

/** A filter has a condition. */
export const filtersFilter: Rule = ({ manifest }) => filtersOf(manifest.modules).flatMap(({ filter }) =>
  ['ignoreSelf', 'appIsLicensed', 'expression', 'onError'].some((name) => filter.get(name) !== undefined)
    ? []
    : [problem('filter-empty', filter.at, 'This filter has no condition', "give it 'expression', 'appIsLicensed' or 'ignoreSelf', or remove it")])

/** `onError` says what becomes of events for which the expression fails; without one it says nothing. */
export const onErrorNeedsAnExpression: Rule = ({ manifest }) => filtersOf(manifest.modules).flatMap(({ filter }) => {
  const onError = filter.member('onError')
  if (onError === undefined || filter.get('expression') !== undefined) return []
  const isAlone = filter.members.length === 1
  return [problem('filter-on-error', onError.keyAt, `onError stands without an expression${isAlone ? ', and this filter has no other condition' : ''}`,
    "add 'expression', or remove onError", isAlone ? 'error' : 'warning')]
})

/** Expressions have a length that Forge takes. */
export const expressionsFit: Rule = ({ manifest }) => filtersOf(manifest.modules).flatMap(({ filter }) => {
  const expression = filter.get('expression')
  if (expression?.text === undefined) return []
  const { text: { length }, at } = { text: expression.text.trim(), at: expression.at }
  if (length === 0) return [problem('filter-expression', at, 'The expression is empty', 'write a condition over event, or remove it')]
  return length <= MAX_EXPRESSION_LENGTH
    ? []
    : [problem('filter-expression', at, `The expression has ${length} characters`, `use at most ${MAX_EXPRESSION_LENGTH}`)]
})

/** A manifest reads at most five entity properties. */
export const fewPropertiesAreRead: Rule = ({ manifest }) => {
  const paths = new Map<string, ManifestNode>()
  for (const { filter } of filtersOf(manifest.modules)) {
    const expression = filter.get('expression')
    for (const [path] of expression?.text?.matchAll(/event\.runtime\.(?:issue|project|user|issuetype)\.properties\s*\[[^\]]*\][\w.]*/g) ?? []) {
      if (expression !== undefined && !paths.has(path)) paths.set(path, expression)
    }
  }
  const sixth = [...paths.values()][MAX_PROPERTY_PATHS]
  return sixth === undefined
    ? []
    : [problem('filter-properties', sixth.at, `Expressions read ${paths.size} paths of entity properties`, `Forge allows ${MAX_PROPERTY_PATHS} in one manifest; decide on the rest in the handler`)]
}

/** `ignoreSelf` is documented for Confluence as well, but the command line takes it only where every event is Jira's. */
export const ignoreSelfIsForJira: Rule = ({ manifest }) => filtersOf(manifest.modules).flatMap(({ filter, event, trigger }) => {
  const ignoreSelf = filter.member('ignoreSelf')
  if (ignoreSelf?.node.value !== true) return []
  const names = event === undefined ? manifest.events.filter((one) => one.trigger === trigger).map(({ name }) => name) : [event]
  const other = names.find((name) => !name.includes('jira'))
  return other === undefined
    ? []
    : [problem('filter-ignore-self', ignoreSelf.keyAt, `Forge's command line refuses ignoreSelf beside ${quote(other)}: it takes it for events of Jira only`,
        "remove it; handlers get events that the app caused only with 'self: true'")]
})

interface FilterPlace { readonly filter: ManifestNode, readonly trigger: ManifestModule, readonly event?: string }

/** The filters of triggers, and of single events of theirs. */
function filtersOf (modules: readonly ManifestModule[]): readonly FilterPlace[] {
  return modules.filter(({ type }) => type === 'trigger').flatMap((trigger): FilterPlace[] => {
    const own = trigger.node.get('filter')
    const inner = (trigger.node.get('events')?.items ?? []).flatMap((item) => {
      const filter = item.get('filter')
      return filter === undefined ? [] : [{ filter, trigger, event: item.get('eventType')?.text ?? '' }]
    })
    return [...own === undefined ? [] : [{ filter: own, trigger }], ...inner].filter(({ filter }) => filter.kind === 'map')
  })
}
