import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const SOURCE = /\/packages\/([^/]+)\/src\/(.+)\.ts$/

/** Workspace packages name their sources; what was built of them lies in `dist`. Relative imports name the file that a compiler would have made. */
export async function resolve (specifier, context, nextResolve) {
  const isRelativeSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts')
  const resolved = await nextResolve(isRelativeSource ? specifier.replace(/\.js$/, '.ts') : specifier, context)
  const match = SOURCE.exec(resolved.url)
  if (match === null) return resolved
  return { ...resolved, url: new URL(`../../packages/${match[1]}/dist/${match[2]}.js`, import.meta.url).href, format: 'module' }
}

export async function load (url, context, nextLoad) {
  if (!url.endsWith('.ts')) return await nextLoad(url, context)
  const source = await readFile(fileURLToPath(url), 'utf8')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
  })
  return { format: 'module', source: outputText, shortCircuit: true }
}
