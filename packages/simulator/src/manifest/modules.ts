import type { DataResidencyModule, LinkedModule, ScheduleInterval, Trigger, TriggerFilter } from '../remote.js'
import { entriesOf, isMembers, membersIn, textIn, type Members } from './members.js'

export const INTERVALS: readonly ScheduleInterval[] = ['fiveMinute', 'hour', 'day', 'week']

const ON_ERROR: ReadonlyArray<NonNullable<TriggerFilter['onError']>> = ['IGNORE_AND_LOG', 'IGNORE', 'RECEIVE_AND_LOG', 'RECEIVE']

/**
 * The events of a `trigger`, each with the filter that holds for it: a list of names with one filter, or a list of mappings with
 * one each, which the schema of the Forge command line knows (npm @forge/manifest 13.7.0).
 */
export function triggerEventsOf (entry: Members): Trigger['events'] {
  const [filter, paths] = [filterOf(entry['filter']), propertyPathsOf(entry['payload'])]
  const events = entry['events']
  const names = Array.isArray(events) ? events.filter((name) => typeof name === 'string') : []
  const objects = entriesOf(entry, 'events').flatMap((event) => {
    const name = textIn(event, 'eventType')
    return name === undefined ? [] : [wanted(name, filterOf(event['filter']) ?? filter, propertyPathsOf(event['payload']) ?? paths)]
  })
  return [...names.map((name) => wanted(name, filter, paths)), ...objects]
}

function wanted (name: string, filter: TriggerFilter | undefined, propertyPaths: readonly string[] | undefined): Trigger['events'][number] {
  return { name, ...(filter === undefined ? {} : { filter }), ...(propertyPaths === undefined ? {} : { propertyPaths }) }
}

function propertyPathsOf (payload: unknown): readonly string[] | undefined {
  const paths = isMembers(payload) ? membersIn(payload, 'include')['propertyPaths'] : undefined
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : undefined
}

function filterOf (value: unknown): TriggerFilter | undefined {
  if (!isMembers(value)) return undefined
  const expression = textIn(value, 'expression')
  const onError = ON_ERROR.find((one) => one === value['onError'])
  return {
    appIsLicensed: value['appIsLicensed'] === true,
    ignoreSelf: value['ignoreSelf'] === true,
    ...(expression === undefined ? {} : { expression }),
    ...(onError === undefined ? {} : { onError })
  }
}

/** Types whose `endpoint` is read elsewhere. */
const OWN_WAYS: ReadonlySet<string> = new Set(['trigger', 'scheduledTrigger', 'preUninstall', 'endpoint', 'function'])

/** Modules that lead to an endpoint, by their own `endpoint` or by that of their resolver. */
export function linkedModulesOf (modules: Members): readonly LinkedModule[] {
  return Object.keys(modules).filter((type) => !OWN_WAYS.has(type)).flatMap((type) => entriesOf(modules, type).flatMap((entry) => {
    const endpoint = textIn(entry, 'endpoint') ?? textIn(membersIn(entry, 'resolver'), 'endpoint')
    const key = textIn(entry, 'key')
    return endpoint === undefined || key === undefined ? [] : [{ key, type, endpoint }]
  }))
}

/** The one `migration:dataResidency` module that an app has, if any. */
export function dataResidencyOf (modules: Members): { readonly dataResidency?: DataResidencyModule } {
  const [entry] = entriesOf(modules, 'migration:dataResidency')
  if (entry === undefined) return {}
  const path = textIn(entry, 'path')
  const hours = entry['maxMigrationDurationHours']
  return {
    dataResidency: {
      key: textIn(entry, 'key') ?? '',
      remote: textIn(entry, 'remote') ?? '',
      ...(path === undefined ? {} : { path }),
      ...(typeof hours === 'number' ? { maxDurationMs: hours * 3_600_000 } : {})
    }
  }
}
