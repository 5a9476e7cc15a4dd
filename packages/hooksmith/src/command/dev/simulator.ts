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

/** The app, installed on a site. */
export interface PretendedInstallation { readonly installerAccountId: string }

/** Where the server is, and what it takes where. */
export interface RemoteSetting {
  readonly baseUrl: string | object
  readonly endpoints: readonly RemoteEndpoint[]
  /** What leads to an endpoint: modules of a UI, web triggers. */
  readonly modules?: ReadonlyArray<{ readonly key: string, readonly type: string, readonly endpoint: string }>
}

/** One endpoint of the manifest. */
export interface RemoteEndpoint {
  readonly key: string
  readonly route: string
  readonly events?: readonly string[]
  readonly systemToken?: boolean
  readonly userToken?: boolean
}

/** One `invokeRemote` of a UI. */
export interface InvokeRemote {
  readonly path: string
  readonly method: string
  readonly moduleKey: string
  readonly accountId?: string
  readonly body?: never
}

/** What became of it for the UI. */
export type Invoked =
  | { readonly state: 'resolved', readonly delivery: DeliveredCall }
  | { readonly state: 'rejected', readonly message: string, readonly delivery?: DeliveredCall }

/** The same, and the answer as it came; absent when none did. */
export interface DeliveredCall extends Delivered {
  readonly answer?: { readonly headers: Readonly<Record<string, string>>, readonly text: string }
}

/** The part of `ForgeSimulator` of `@hooksmith/simulator` that is called here: the project brings the package. */
export interface Simulator {
  readonly jwksUrl: string
  readonly api: { readonly origin: string }
  createApp (options: { readonly id: string }): Opaque
  createInstallation (options: { readonly app: never, readonly product: string, readonly environment: never }): PretendedInstallation
  setRemote (remote: RemoteSetting): void
  publish (installation: never, name: string, options?: { readonly payload?: never }): Promise<Happened>
  tick (installation: never, moduleKey: string): Promise<Delivered>
  deliver (input: never): Promise<Delivered>
  readonly calls: { invokeRemote (installation: never, call: InvokeRemote): Promise<Invoked> }
  startSchedules (): void
  close (): Promise<void>
}

/** The part of the package that is called here. */
export interface SimulatorPackage {
  readonly ForgeSimulator: { start (options: object): Promise<Simulator> }
  readonly readManifest: (file: string) => Promise<Opaque>
  readonly remoteOf: (manifest: never, options: { readonly baseUrl: string }) => RemoteSetting
}

const NAME = '@hooksmith/simulator'

/** Imports the simulator as the project has it. @throws `HKS_ERR_COMMAND_FAILED` with the line that installs it. */
export async function importSimulator (modules: ProjectModules): Promise<SimulatorPackage> {
  const file = modules.resolve(NAME)
  if (file === undefined) throw new HKS_ERR_COMMAND_FAILED(`The pretended Forge is in ${NAME}, which is not installed here. Run: ${modules.installLine(NAME, true)}`)
  // What this package exports; a test compares the interface with it.
  return await modules.import(file) as unknown as SimulatorPackage
}
