import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import ts from 'typescript'
import { filesOf, readGuides } from './guides.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** One fenced block of TypeScript in a README or a guide. `path` is where it is compiled. */
interface Snippet { readonly readme: string, readonly line: number, readonly code: string, readonly path: string }

function readmes (): string[] {
  const inner = ['packages', 'plugins', 'examples'].flatMap((parent) => existsSync(join(root, parent))
    ? readdirSync(join(root, parent)).map((name) => join(root, parent, name, 'README.md'))
    : [])
  return [join(root, 'README.md'), ...inner].filter((file) => existsSync(file))
}

/** The blocks of one language. They stand beside their README, so that they see what the package's own users see. */
function snippetsOf (readme: string, language = 'ts'): Snippet[] {
  const text = readFileSync(readme, 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match, at) => ({
    readme, code: match[1] ?? '', line: text.slice(0, match.index).split('\n').length + 1, path: join(home(readme), `snippet-${at}.ts`)
  }))
}

/** Those of a guide: what it tells to write stands where it says, all in one project, and the rest beside the sources. */
function snippetsOfGuide (name: string, text: string): Snippet[] {
  const project = join(root, 'test', name)
  const written = [...filesOf({ name, text })]
  return snippetsOf(join(root, 'docs', `${name}.md`)).map((snippet) => {
    const path = written.find(([, code]) => code === snippet.code)?.[0]
    return { ...snippet, path: join(project, path ?? `src/${basename(snippet.path)}`) }
  })
}

/** Read and parsed once for all programs. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** Compiles snippets as one program. */
function problemsOf (snippets: readonly Snippet[]): string[] {
  const virtual = new Map(snippets.map((snippet) => [snippet.path, snippet]))
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.tests.json'), (path) => readFileSync(path, 'utf8')).config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile, directoryExists } = host
  host.directoryExists = (path) => snippets.some((snippet) => dirname(snippet.path) === path) || directoryExists?.(path) === true
  host.fileExists = (path) => virtual.has(path) || fileExists(path)
  host.readFile = (path) => virtual.get(path)?.code ?? readFile(path)
  host.getSourceFile = (path, version, ...rest) => {
    const snippet = virtual.get(path)
    if (snippet !== undefined) return ts.createSourceFile(path, `${snippet.code}\nexport {}`, version)
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, version, ...rest))
    return parsed.get(path)
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
  const snippets = readmes().flatMap((readme) => snippetsOf(readme))
  t.ok(snippets.length > 0, 'there are snippets')
  t.same(problemsOf(snippets), [])
})

for (const { name, text } of readGuides()) {
  test(`docs/${name}.md: every snippet compiles, together with the files that it tells to write`, async (t) => {
    t.same(problemsOf(snippetsOfGuide(name, text)), [])
  })

  test(`docs/${name}.md: every snippet of JavaScript can be parsed`, async (t) => {
    for (const { code, line } of snippetsOf(join(root, 'docs', `${name}.md`), 'js')) {
      const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true, fileName: 'snippet.js', compilerOptions: { allowJs: true } })
      t.same(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')), [], `line ${line}`)
    }
  })
}
