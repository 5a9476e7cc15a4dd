import { open } from 'lmdb'

/* Holds the write lock of the file in the given directory for the given milliseconds, as a process that stands still would. */

const [path = '', ms = '0'] = process.argv.slice(2)
const root = open({ path, noSubdir: false, maxDbs: 64 })
process.on('message', () => {})
root.transactionSync(() => {
  process.send?.('held')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms))
})
process.exit(0)
