import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const directory = fileURLToPath(new URL('..', import.meta.url))
const baseConfig = fileURLToPath(new URL('../../../../tsconfig.base.json', import.meta.url))

function compilerOptions (): ts.CompilerOptions {
  const { config } = ts.readConfigFile(baseConfig, ts.sys.readFile) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, directory)
  const output = { composite: false, incremental: false, declaration: false, declarationMap: false, sourceMap: false }
  return { ...options, ...output, noEmit: true, types: [] }
}

/** What the compiler says about one line, with the workspace's own flags. */
export interface Complaint {
  /** Counted from 0. */
  readonly line: number
  readonly code: number
  readonly text: string
}

/** Type-checks lines of source as if they were a file of this test directory; the files that it imports are only read. */
export function compile (lines: readonly string[]): readonly Complaint[] {
  const options = compilerOptions()
  const file = `${directory}virtual.ts`
  const host = ts.createCompilerHost(options)
  const fromDisk = host.getSourceFile.bind(host)
  host.getSourceFile = (name, version, ...rest) =>
    name === file ? ts.createSourceFile(name, lines.join('\n'), version) : fromDisk(name, version, ...rest)
  host.fileExists = (name) => name === file || ts.sys.fileExists(name)
  const program = ts.createProgram([file], options, host)
  const source = program.getSourceFile(file)
  const complaints = [
    ...program.getOptionsDiagnostics(), ...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)
  ]
  return complaints.map((one) => ({
    line: one.file?.fileName === file ? one.file.getLineAndCharacterOfPosition(one.start ?? 0).line : -1,
    code: one.code,
    text: ts.flattenDiagnosticMessageText(one.messageText, '\n')
  }))
}
