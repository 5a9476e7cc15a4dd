import { Document, isMap, isScalar, stringify, visit } from 'yaml'

/** Members whose maps are written on one line, as Atlassian's own examples do. */
const ON_ONE_LINE: ReadonlySet<unknown> = new Set(['route', 'auth', 'runtime', 'storage'])

/** A value as lines of YAML in block style, without indentation of its own. */
export function renderBlock (value: unknown): string[] {
  const document = new Document(value)
  visit(document, {
    Pair (_, pair) {
      if (isScalar(pair.key) && ON_ONE_LINE.has(pair.key.value) && isMap(pair.value)) pair.value.flow = true
    }
  })
  return document.toString({ indent: 2, lineWidth: 0 }).trimEnd().split('\n')
}

/** A value as YAML in flow style, on one line. */
export function renderFlow (value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd().replaceAll(/\s*\n\s*/g, ' ')
}
