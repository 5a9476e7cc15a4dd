/**
 * Who can share what a driver stores.
 *
 * - `process`: nobody; two instances never meet, unless one object is handed to both.
 * - `machine`: all processes that open the same file on one machine's local disk.
 * - `network`: all processes that reach the same server.
 */
export type Shared = 'process' | 'machine' | 'network'

/**
 * What a resolved write survives, as found at run time rather than as hoped for.
 *
 * - `no`: nothing; the data ends with the process.
 * - `process crash`: the death of any process of ours, and of the driver's server once its operating system has what it acknowledged; not a power cut.
 * - `machine crash`: a power cut as well.
 *
 * A driver on a server reads this from the server when it connects and at every reconnect, so the value can change.
 */
export type Durable = 'no' | 'process crash' | 'machine crash'

/** What a driver can do. Suites and servers read it from the driver; there is no list of names anywhere. */
export interface Capabilities {
  readonly shared: Shared
  readonly durable: Durable
  /**
   * Tells `listener` what makes this driver less than a user may rely on, a sentence each that says what can happen and what to set, for
   * example that its server can forget what it acknowledged. Called at once with what is known, empty when nothing is wrong (or nothing is known yet), then
   * whenever that has changed, until the returned function is called or the driver is closed. Never tells of outages: calls reject then. A driver that has
   * nothing to say leaves this out.
   */
  watchWarnings? (listener: WarningsListener): () => void
}

/** Takes all warnings that hold now. Must not throw. */
export type WarningsListener = (warnings: readonly string[]) => void
