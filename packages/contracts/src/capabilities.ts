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
 * - `process crash`: the death of any process of ours, and of the driver's server; not a power cut.
 * - `machine crash`: a power cut as well.
 *
 * A driver on a server reads this from the server when it connects and at every reconnect, so the value can change.
 */
export type Durable = 'no' | 'process crash' | 'machine crash'

/** What a driver can do. Suites and servers read it from the driver; there is no list of names anywhere. */
export interface Capabilities {
  readonly shared: Shared
  readonly durable: Durable
}
