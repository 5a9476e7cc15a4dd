import type { Agenda } from '../agenda.js'
import type { Installation } from '../installations.js'
import type { DeliveryResult, Redeliveries } from '../redelivery.js'
import type { SwitchBoard } from '../switches.js'
import { BrowserCalls, type BrowserCall, type BrowserResult } from './browser-calls.js'
import type { CallParts, CallResult } from './call-parts.js'
import { FunctionCalls, type FunctionCall } from './function-calls.js'
import { Migrations, type MigrationOutcome, type MigrationPlan } from './migrations.js'
import { PostFunctions, type PostFunctionRun } from './post-functions.js'
import { UiCalls, type UiCall } from './ui-calls.js'
import { WebTriggers, type WebTriggerAnswer, type WebTriggerRequest } from './web-triggers.js'

/**
 * Everything that reaches a remote and is no event, no schedule and no part of a life cycle. All of it stands in the journal.
 *
 * Every method throws `HKS_ERR_SIMULATOR_MODULE_UNKNOWN` or `HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN` for a key that the remote of the
 * installation does not have, `HKS_ERR_SIMULATOR_INPUT` and `HKS_ERR_SIMULATOR_CLOSED` as deliveries do; an answer that is not wanted is
 * a result.
 */
export class Calls {
  readonly #ui: UiCalls
  readonly #browser: BrowserCalls
  readonly #functions: FunctionCalls
  readonly #webTriggers: WebTriggers
  readonly #postFunctions: PostFunctions
  readonly #migrations: Migrations

  constructor (parts: CallParts, switches: SwitchBoard, agenda: Agenda, redeliveries: Redeliveries) {
    this.#ui = new UiCalls(parts)
    this.#browser = new BrowserCalls(parts)
    this.#functions = new FunctionCalls(parts)
    this.#webTriggers = new WebTriggers(parts, switches)
    this.#postFunctions = new PostFunctions(parts)
    this.#migrations = new Migrations(parts, agenda, redeliveries)
  }

  /** `invokeRemote` of a UI: through Forge, with context, user and tokens, 25 s, and the bridge's own words when it fails. */
  async invokeRemote (installation: Installation, call: UiCall): Promise<CallResult> {
    return this.#ui.invoke(installation, call)
  }

  /** `requestRemote` of a UI: the browser calls by itself, with an invocation token, without OAuth tokens, by the rules of CORS. */
  async requestRemote (installation: Installation, call: BrowserCall): Promise<BrowserResult> {
    return this.#browser.request(installation, call)
  }

  /** `invokeRemote` of a Forge function: tokens as `remotes[].auth` says, no context. */
  async invokeRemoteFromFunction (installation: Installation, call: FunctionCall): Promise<CallResult> {
    return this.#functions.invoke(installation, call)
  }

  /** A request to the public address of a web trigger, forwarded to its endpoint. */
  async fireWebTrigger (installation: Installation, triggerKey: string, request: WebTriggerRequest = {}): Promise<WebTriggerAnswer> {
    return this.#webTriggers.fire(installation, triggerKey, request)
  }

  /** A transition that runs a workflow post function; redeliveries follow by the clock. */
  async runPostFunction (installation: Installation, moduleKey: string, run: PostFunctionRun = {}): Promise<DeliveryResult> {
    return this.#postFunctions.run(installation, moduleKey, run)
  }

  /** A move of the data to another region by the hooks of `migration:dataResidency`. Resolves when it was committed or rolled back. */
  async migrate (installation: Installation, plan: MigrationPlan): Promise<MigrationOutcome> {
    return this.#migrations.run(installation, plan)
  }
}
