import type { LoadedConfig } from './config/load.js'
import type { ConfigCode, ConfigProblem, Path, Where } from './config/problem.js'
import { describeSpoolDisk, withoutCode } from './driver-problems.js'
import type { AddedReceiver, Origins, Registered } from './origins.js'
import type { Part } from './part.js'
import { pluginNameOf, type Parts } from './parts.js'

/** How a mistake that another package found is told: its code here, and what to do. */
interface Telling { readonly code: ConfigCode, readonly fix: string }

const TELLINGS: Readonly<Record<string, Telling>> = {
  HKS_ERR_PLUGIN_OPTIONS: { code: 'plugin-option', fix: "correct the plugin's options; its README says what they are" },
  HKS_ERR_PLUGIN_SCHEMA: { code: 'plugin-schema', fix: "correct the schema in the 'options' of its definePlugin()" },
  HKS_ERR_PLUGIN_NAME: { code: 'plugin-clash', fix: 'give the plugin another name in its definePlugin()' },
  HKS_ERR_PLUGIN_CLASH: { code: 'plugin-clash', fix: "name it once in 'plugins', or give one of the two another name in its definePlugin()" },
  HKS_ERR_ROUTER_HANDLER_CLASH: { code: 'handler-clash', fix: 'give one of the two handlers another id' },
  HKS_ERR_ROUTER_HANDLER_OPTION: { code: 'handler-option', fix: 'correct the router.on() of this handler' },
  HKS_ERR_ROUTER_PATTERN: { code: 'handler-option', fix: 'correct the router.on() of this handler' },
  HKS_ERR_ROUTER_UNKNOWN_EVENT: { code: 'event-unknown', fix: "correct the name of the event, or write 'strict: false'" },
  HKS_ERR_ROUTER_RECEIVER_OPTION: { code: 'receiver-option', fix: 'correct its options, or what it hands to receive()' },
  HKS_ERR_ROUTER_RECEIVER_CLASH: { code: 'receiver-clash', fix: 'give one of the two another path' },
  HKS_ERR_ENDPOINT_OPTION: { code: 'handler-option', fix: 'correct the router.endpoint() of this plugin' },
  HKS_ERR_ENDPOINT_GUARD: { code: 'handler-option', fix: "configure the receiver that proves its callers, or name one with the endpoint's option 'guard'" },
  HKS_ERR_ENDPOINT_CLASH: { code: 'route-clash', fix: 'give one of the two another path' },
  HKS_ERR_SPOOL_DISK: { code: 'spool-disk', fix: "name a directory on a lasting disk in 'spool.directory', or write 'spool.allowVanishing: true'" },
  HKS_ERR_SPOOL_WINDOW: { code: 'spool-option', fix: "lower 'spool.maxAgeMs'" },
  HKS_ERR_SCHEDULE_OPTION: { code: 'schedule', fix: 'correct this schedule' },
  HKS_ERR_SCHEDULE_CLASH: { code: 'schedule', fix: 'give one of the two another name' },
  HKS_ERR_OPTION_INVALID: { code: 'option', fix: 'correct this option' },
  FST_ERR_DUPLICATED_ROUTE: { code: 'route-clash', fix: 'give one of the two routes another path' }
}

/** Turns what composing a server threw into problems with the place of each in the config. */
export class Mistakes {
  readonly #loaded: LoadedConfig
  readonly #parts: Parts
  readonly #origins: Origins

  constructor (loaded: LoadedConfig, parts: Parts, origins: Origins) {
    this.#loaded = loaded
    this.#parts = parts
    this.#origins = origins
  }

  /** What registering one part threw. */
  ofPart (part: Part, error: unknown): ConfigProblem[] {
    const isForge = codeOf(error) === 'HKS_ERR_FORGE_OPTIONS'
    if (isForge) return withoutCode(error).split('\n').slice(1).map((line) => this.#forgeProblem(part, line))
    const telling = TELLINGS[String(codeOf(error))] ?? { code: part.path[0] === 'plugins' ? 'plugin-failed' : 'receiver-failed', fix: 'correct what it says' } as const
    return [{ ...telling, where: this.#loaded.where(part.path), message: `'${part.title}' cannot be registered: ${withoutCode(error)}` }]
  }

  /** What is wrong with the receivers that a part added: none at all, or one with the name of another part's. */
  ofReceivers (part: Part, { receivers, hasMistakes }: Registered, others: readonly AddedReceiver[]): ConfigProblem[] {
    const where = this.#loaded.where(part.path)
    if (part.path[0] === 'receivers' && receivers.length === 0 && !hasMistakes) {
      return [{ code: 'receiver-none', where, message: `'${part.title}' adds no receiver`, fix: "call fastify.hooksmith.receive(…) in it; what only has handlers is named in 'plugins'" }]
    }
    // One plugin under two names has its name twice, and means one sender by it.
    const strangers = others.filter((other) => other.part.plugin !== part.plugin)
    return [...new Set(receivers.map(({ name }) => name))].flatMap((name): ConfigProblem[] => {
      const rival = strangers.find((other) => other.name === name)
      if (rival === undefined) return []
      const message = `the receivers of '${rival.part.title}' and '${part.title}' are both called '${name}'`
      return [{ code: 'receiver-clash', where, message, fix: 'give one of the two another name in its receive()' }]
    })
  }

  /** What the router refused when it started; `undefined` when the error is about something else. */
  ofStart (error: unknown): ConfigProblem[] | undefined {
    if (codeOf(error) !== 'HKS_ERR_ROUTER_SETUP' || !(error instanceof Error)) return undefined
    const problems: unknown = 'errors' in error ? error.errors : undefined
    return Array.isArray(problems) ? problems.map((one) => this.#routerProblem(one)) : undefined
  }

  #forgeProblem (part: Part, line: string): ConfigProblem {
    const [, option = ''] = /^(?:Option|There is no option) '([^']+)'/.exec(line) ?? []
    return { code: 'receiver-option', where: this.#loaded.where([...part.optionsPath, ...pathOf(option)]), message: `receiver 'forge': ${lowerFirst(line)}`, fix: 'correct this option' }
  }

  #routerProblem (error: unknown): ConfigProblem {
    const { code, fix } = TELLINGS[String(codeOf(error))] ?? { code: 'option', fix: 'correct what it says' }
    const part = this.#origins.partBehind(error)
    if (part !== undefined && (part.path[0] === 'receivers' || code.startsWith('receiver'))) return this.#receiverProblem(part, error, { code, fix })
    const text = code === 'spool-disk' ? describeSpoolDisk(error) : withoutCode(error).replace(/[:,] give one of .*$/, '')
    const [, plugin, option] = /^Plugin '([^']+)', option '([^']*)'/.exec(text) ?? []
    if (plugin !== undefined) return { code, where: this.#whereIs(plugin, pathOf(option ?? '')), message: this.#withPackage(plugin, lowerFirst(text)), fix }
    // `plugin/handler`, or `plugin /path` of an endpoint.
    const [, owner] = /'([^'/ ]+)(?: ?\/[^']*)?'/.exec(text) ?? []
    const isOfPlugin = code === 'plugin-schema' || code === 'plugin-clash' || code === 'route-clash' || code === 'handler-clash' || code === 'handler-option' || code === 'event-unknown'
    if (isOfPlugin) return { code, where: this.#whereIs(owner ?? ''), message: this.#withPackage(owner ?? '', lowerFirst(text)), fix }
    const [, schedule] = code === 'schedule' ? /'([^']+)'/.exec(text) ?? [] : []
    if (schedule !== undefined) return { code, where: this.#loaded.where(['schedules', schedule]), message: lowerFirst(text), fix }
    const top = code.startsWith('receiver') ? 'receivers' : code.startsWith('spool') ? 'spool' : undefined
    return { code, where: this.#loaded.where(part?.path ?? (top === undefined ? [] : [top])), message: lowerFirst(text), fix }
  }

  /** What a part told the router about receivers, or a receiver about itself. */
  #receiverProblem (part: Part, error: unknown, { code, fix }: Telling): ConfigProblem {
    const text = lowerFirst(withoutCode(error).replace(/: give one of .*$/, ''))
    const message = text.includes(`'${part.title}'`) ? text : `${text} (from ${part.title})`
    const [, option] = code === 'plugin-option' ? /^plugin '[^']+', option '([^']*)'/.exec(text) ?? [] : []
    if (option !== undefined) {
      const ownFix = "correct the receiver's options; its README says what they are"
      return { code: 'receiver-option', where: this.#loaded.where([...part.optionsPath, ...pathOf(option)]), message: message.replace('plugin', 'receiver'), fix: ownFix }
    }
    const isTwice = code === 'plugin-clash'
    const where = this.#loaded.where(part.path)
    if (code === 'plugin-schema') return { code, where, message: message.replace('plugin', 'receiver'), fix }
    return isTwice ? { code: 'receiver-clash', where, message, fix: fix.replace("'plugins'", "'receivers'") } : { code, where, message, fix }
  }

  /** The last entry whose plugin calls itself so: of two, the one that is too many. */
  #partOf (plugin: string): Part | undefined {
    return [...this.#parts.receivers, ...this.#parts.plugins].findLast((part) => pluginNameOf(part.plugin) === plugin)
  }

  /** Where a plugin is named, or one of its options stands. */
  #whereIs (plugin: string, option?: Path): Where {
    const part = this.#partOf(plugin)
    if (part === undefined) return this.#loaded.where(['plugins'])
    return this.#loaded.where(option === undefined ? part.path : [...part.optionsPath, ...option])
  }

  /** A plugin is named as it names itself; who looks for it has to know the package. */
  #withPackage (plugin: string, text: string): string {
    const title = this.#partOf(plugin)?.title
    return title === undefined || title === plugin || text.includes(title) ? text : `${text} (from ${title})`
  }
}

/** `routes[0].path` as a path. */
function pathOf (option: string): Path {
  return option.split(/[.[\]]/).filter((part) => part !== '').map((part) => /^\d+$/.test(part) ? Number(part) : part)
}

/** A sentence as part of one; what begins with a word in capitals stays. */
function lowerFirst (text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
}

function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
