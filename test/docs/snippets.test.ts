import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** One fenced block of TypeScript in a README. */
interface Snippet { readonly readme: string, readonly line: number, readonly code: string }

function readmes (): string[] {
  const inner = ['packages', 'plugins', 'examples'].flatMap((parent) => existsSync(join(root, parent))
    ? readdirSync(join(root, parent)).map((name) => join(root, parent, name, 'README.md'))
    : [])
  return [join(root, 'README.md'), ...inner].filter((file) => existsSync(file))
}

function snippetsOf (readme: string): Snippet[] {
  const text = readFileSync(readme, 'utf8')
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
    readme, code: match[1] ?? '', line: text.slice(0, match.index).split('\n').length + 1
  }))
}

/** Compiles all snippets as modules that stand beside their README, so that they see what the package's own users see. */
function problemsOf (snippets: readonly Snippet[]): string[] {
  const virtual = new Map(snippets.map((snippet, at) => [join(home(snippet.readme), `snippet-${at}.ts`), snippet]))
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.tests.json'), (path) => readFileSync(path, 'utf8')).config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => virtual.has(path) || fileExists(path)
  host.readFile = (path) => virtual.get(path)?.code ?? readFile(path)
  host.getSourceFile = (path, version, ...rest) => {
    const snippet = virtual.get(path)
    return snippet === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, `${snippet.code}\nexport {}`, version)
  }
  const { tsBuildInfoFile: _, incremental: __, ...plain } = options
  const program = ts.createProgram([...virtual.keys()], { ...plain, noEmit: true, noUnusedLocals: false }, host)
  return [...virtual].flatMap(([path, snippet]) => {
    const file = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText, start = 0 }) => {
      const line = snippet.line + snippet.code.slice(0, start).split('\n').length - 1
      return `${relative(root, snippet.readme)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
  })
}

/** Root snippets compile where every package can be imported. */
function home (readme: string): string {
  return dirname(readme) === dirname(join(root, 'README.md')) ? join(root, 'test') : dirname(readme)
}

test('every TypeScript snippet of every README compiles', async (t) => {
  const snippets = readmes().flatMap(snippetsOf)
  t.ok(snippets.length > 0, 'there are snippets')
  t.same(problemsOf(snippets), [])
})
