import { openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/*
 * Sets the number of the last transaction in the lock file back, as opening the file beside a commit does. Arguments: directory,
 * by how much, for how many milliseconds (0: once), what the file shall begin with instead (nothing: as it is).
 */

const [path = '', by = '1', ms = '0', magic] = process.argv.slice(2)
const file = openSync(join(path, 'lock.mdb'), 'r+')
const number = Buffer.alloc(8)
let newest = 0n
const pause = new Int32Array(new SharedArrayBuffer(4))
process.on('message', () => {})

function setBack (): void {
  readSync(file, number, 0, 8, 8)
  const [is = 0n] = new BigUint64Array(number.buffer, number.byteOffset, 1)
  if (is > newest) newest = is
  number.set(Buffer.from(BigUint64Array.of(newest - BigInt(by)).buffer))
  writeSync(file, number, 0, 8, 8)
}

if (magic !== undefined) writeSync(file, Buffer.from(magic, 'hex'), 0, 4, 0)
setBack()
process.send?.('set back')
const end = Date.now() + Number(ms)
while (Date.now() < end) {
  Atomics.wait(pause, 0, 0, 2)
  setBack()
}
process.exit(0)
