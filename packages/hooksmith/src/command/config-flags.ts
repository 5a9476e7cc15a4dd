import type { Command } from 'commander'
import { loadConfig, type LoadedConfig } from '../server/config/load.js'
import type { Override } from '../server/config/environment.js'
import type { Surroundings } from './surroundings.js'

/** The flag that every command has which reads a config. */
export interface ConfigFlag {
  readonly config?: string
}

/** Adds the flag to a command. */
export function withConfigFlag (command: Command): Command {
  return command.option('-c, --config <file>', 'the config file; default: hooksmith.config.ts, .js, .yaml or .json here')
}

/** The config that a command is about. */
export async function loadFor (
  { config }: ConfigFlag, { directory, environment }: Surroundings, flags: readonly Override[] = []): Promise<LoadedConfig> {
  return await loadConfig({ directory, file: config, environment, flags })
}
