import { error, warning, type VerifyProblem } from './problem.js'
import type { Tools, TypesProblem } from './tools.js'

/** Files that no user needs, and files that nobody but their owner may see. */
const SURPLUS: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [[/(^|\/)(tests?|__tests__|coverage)\/|\.test\.[cm]?[jt]sx?$/, 'a test']]
const SECRET = /(^|\/)(\.env(\..*)?|\.npmrc|id_rsa|.*\.(pem|key|p12))$/

/** Looks at what users would get. */
export async function verifyTarball (tarball: Uint8Array, name: string, tools: Tools): Promise<VerifyProblem[]> {
  const unpacked = tools.types.createPackageFromTarballData(tarball)
  const home = `/node_modules/${name}/`
  const files = unpacked.listFiles().map((path) => path.startsWith(home) ? path.slice(home.length) : path)
  return [...await exportProblems(tarball, tools), ...await typeProblems(tarball, tools), ...fileProblems(files)]
}

async function exportProblems (tarball: Uint8Array, { publint, utils }: Tools): Promise<VerifyProblem[]> {
  // publint takes the bytes as an ArrayBuffer of their own; a Buffer may be part of a larger one.
  const bytes = new Uint8Array(tarball).buffer
  const { messages, pkg } = await publint.publint({ level: 'warning', strict: true, pack: { tarball: bytes } })
  return messages.map((message) => error('exports', 'package.json', utils.formatMessage(message, pkg, { color: false }) ?? 'publint complains', 'do as it says; https://publint.dev/rules explains each rule'))
}

async function typeProblems (tarball: Uint8Array, { types }: Tools): Promise<VerifyProblem[]> {
  const { types: kind, problems = [] } = await types.checkPackage(types.createPackageFromTarballData(tarball))
  if (kind === false) return [error('types', 'package.json exports', 'the package has no types', 'build declarations (tsc --declaration), and name them under "types" before "default"')]
  const grave = problems.filter(isOfModules)
  return [...new Set(grave.map(({ kind: what, entrypoint = '.' }) => `${what} at '${entrypoint}'`))]
    .map((what) => error('types', 'package.json exports', `types and code do not fit: ${what}`, 'https://github.com/arethetypeswrong/arethetypeswrong.github.io/tree/main/docs/problems explains each kind'))
}

/** Plugins are ES modules: how CommonJS and the resolution of old would find them is no matter. */
function isOfModules ({ resolutionKind, resolutionOption }: TypesProblem): boolean {
  return !['node10', 'node16-cjs'].includes(resolutionKind ?? '') && resolutionOption !== 'node10'
}

function fileProblems (files: readonly string[]): VerifyProblem[] {
  const has = (pattern: RegExp): boolean => files.some((file) => pattern.test(file))
  return [
    ...has(/^readme\.md$/i) ? [] : [error('files-missing', 'README.md', 'the package has no README.md', 'write one; npm publishes it by itself')],
    ...has(/^licen[sc]e(\.\w+)?$/i) ? [] : [error('files-missing', 'LICENSE', 'the package has no LICENSE', 'add the text of the license; npm publishes it by itself')],
    ...files.filter((file) => SECRET.test(file)).map((file) => error('files-surplus', file, `'${file}' would be published`, 'take it out: name what is published in "files"')),
    ...SURPLUS.flatMap(([pattern, what]) => files.filter((file) => pattern.test(file))
      .map((file) => warning('files-surplus', file, `'${file}' is ${what}, and would be published`, 'name only what users need in "files"')))
  ]
}
