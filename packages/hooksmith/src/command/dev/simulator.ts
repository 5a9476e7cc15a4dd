import { HKS_ERR_COMMAND_FAILED } from '../../errors.js'
import type { ProjectModules } from '../../server/modules.js'

/** What a delivery of the pretended platform came to. */
export interface Delivered {
  readonly status: number | undefined
  readonly durationMs: number
  /** `accepted`, or why not. */
  readonly verdict: string
}

/** What became of an event that was made to happen. */
export interface Happened {
  readonly deliveries: readonly Delivered[]
  /** Triggers that asked for it and did not get it. */
  readonly withheld: ReadonlyArray<{ readonly triggerKey: string, readonly reason: string }>
}

/** Values of the simulator that are only handed back to it. */
type Opaque = object

/** Where the server is, and what it takes where. */
export interface RemoteSetting {
  readonly baseUrl: string
  readonly endpoints: ReadonlyArray<{ readonly key: string, readonly route: string, readonly events?: readonly string[] }>
}

/** The part of `ForgeSimulator` of `@hooksmith/simulator` that is called here: the project brings the package. */
export interface Simulator {
  readonly jwksUrl: string
  readonly api: { readonly origin: string }
  createApp (options: { readonly id: string }): Opaque
  createInstallation (options: { readonly app: never, readonly product: string, readonly environment: never }): Opaque
  setRemote (remote: RemoteSetting): void
  setManifest (manifest: never, options: { readonly baseUrl: string }): void
  publish (installation: never, name: string, options?: { readonly payload?: never }): Promise<Happened>
  tick (installation: never, moduleKey: string): Promise<Delivered>
  deliver (input: never): Promise<Delivered>
  startSchedules (): void
  close (): Promise<void>
}

/** The part of the package that is called here. */
export interface SimulatorPackage {
  readonly ForgeSimulator: { start (options: object): Promise<Simulator> }
  readonly readManifest: (file: string) => Promise<Opaque>
}

const NAME = '@hooksmith/simulator'

/** Imports the simulator as the project has it. @throws `HKS_ERR_COMMAND_FAILED` with the line that installs it. */
export async function importSimulator (modules: ProjectModules): Promise<SimulatorPackage> {
  const file = modules.resolve(NAME)
  if (file === undefined) throw new HKS_ERR_COMMAND_FAILED(`The pretended Forge is in ${NAME}, which is not installed here. Run: ${modules.installLine(NAME, true)}`)
  // What this package exports; a test compares the interface with it.
  return await modules.import(file) as unknown as SimulatorPackage
}
