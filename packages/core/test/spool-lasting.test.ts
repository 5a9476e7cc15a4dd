import { existsSync } from 'node:fs'
import { test } from 'tap'
import { assertLasting } from '../src/index.js'
import { describeVanishing } from '../src/spool/lasting.js'

const EXT4 = 0xef53

test('memory and the layers of a container are no lasting disk', async (t) => {
  const on = (type: number): string | undefined => describeVanishing({ type, isInContainer: false, isOnRoot: false })
  t.match(on(0x01021994), /tmpfs/)
  t.match(on(0x858458f6), /ramfs/)
  t.match(on(0x858458f6 | 0), /ramfs/, 'also where the number is read as a signed one')
  t.match(on(0x794c7630), /overlay/)
  t.match(on(0x61756673), /aufs/)
  t.equal(on(EXT4), undefined)
})

test('in a container the root is no lasting disk, a volume is', async (t) => {
  t.match(describeVanishing({ type: EXT4, isInContainer: true, isOnRoot: true }), /root of a container/)
  t.equal(describeVanishing({ type: EXT4, isInContainer: true, isOnRoot: false }), undefined)
  t.equal(describeVanishing({ type: EXT4, isInContainer: false, isOnRoot: true }), undefined)
})

test('a directory in memory is refused by code, also before it is made', { skip: existsSync('/dev/shm') ? false : 'this machine has no /dev/shm' }, async (t) => {
  await t.rejects(assertLasting('/dev/shm'), { code: 'HKS_ERR_SPOOL_DISK', message: /tmpfs.*allowVanishing/ })
  await t.rejects(assertLasting('/dev/shm/hooksmith/not/there/yet'), { code: 'HKS_ERR_SPOOL_DISK' })
})
