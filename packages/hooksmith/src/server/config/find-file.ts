import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, relative, resolve } from 'node:path'
import { describeError } from '@hooksmith/core'
import { describeLoadFailure, ProjectModules } from '../modules.js'
import { formatPath, type ConfigCode } from './problem.js'
import { brokenSource, isObject, type ConfigSource } from './source.js'
import { readYamlText } from './yaml-file.js'

/** What a config file may be called, the first of them that is there counting. */
export const CONFIG_FILES = ['ts', 'mts', 'js', 'mjs', 'yaml', 'yml', 'json'].map((ending) => `hooksmith.config.${ending}`)

/** A project: where it is, and what its config file says. */
export interface Project {
  /** The directory of the config file; where none was found, the one that was searched. */
  readonly root: string
  readonly source: ConfigSource
}

/** Finds and reads the config file: `named`, or the first of {@link CONFIG_FILES} in `directory`. Never rejects. */
export async function findProject (directory: string, named: string | undefined): Promise<Project> {
  const found = (named === undefined ? CONFIG_FILES : [named]).map((name) => resolve(directory, name)).filter((file) => existsSync(file))
  const [file] = found
  if (file === undefined) return { root: directory, source: missing(named) }
  const root = dirname(file)
  const name = relative(directory, file)
  const source = /\.(ya?ml|json)$/.test(file) ? await readText(name, file) : await readModule(name, file)
  return { root, source: found.length < 2 ? source : { ...source, problems: [...source.problems, rivals(name, found)] } }
}

function missing (named: string | undefined): ConfigSource {
  const file = named ?? 'hooksmith.config.yaml'
  const fix = named === undefined ? `write one of ${CONFIG_FILES.join(', ')}, or say where it is with --config` : 'correct --config, or HOOKSMITH_CONFIG'
  return brokenSource(file, [{ code: 'file-missing', where: { file }, message: named === undefined ? 'there is no config file here' : 'there is no such file', fix }])
}

function rivals (file: string, found: readonly string[]): ConfigSource['problems'][number] {
  const others = found.slice(1).map((other) => basename(other)).join(', ')
  return { code: 'file-twice', where: { file }, message: `there is a second config beside it: ${others}`, fix: 'keep one of them, or say which with --config' }
}

async function readText (name: string, file: string): Promise<ConfigSource> {
  try {
    return readYamlText(name, new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)))
  } catch (error) {
    return broken(name, 'file-unreadable', `the file cannot be read: ${describeError(error)}`, 'make it readable, and save it as UTF-8')
  }
}

async function readModule (name: string, file: string): Promise<ConfigSource> {
  try {
    const { default: value } = await new ProjectModules(dirname(file)).import(file)
    if (!isObject(value)) {
      const received = value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
      return broken(name, 'file-no-config', `the default export must be a config, received ${received}`, 'write export default defineConfig({ … })')
    }
    return { file: name, value, problems: [], where: (path) => path.length === 0 ? { file: name } : { file: name, path: formatPath(path) } }
  } catch (error) {
    return broken(name, 'file-failed', `the file cannot be loaded: ${describeLoadFailure(error)}`, 'correct the file; it is loaded like a module of your own')
  }
}

function broken (file: string, code: ConfigCode, message: string, fix: string): ConfigSource {
  return brokenSource(file, [{ code, where: { file }, message, fix }])
}
