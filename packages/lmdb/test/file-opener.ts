import { open } from 'lmdb'

/* Opens and closes the file in the given directory, again and again, as commands beside a server do; by lmdb alone. */

const [path = ''] = process.argv.slice(2)
process.on('message', () => {})
for (let n = 0; ; n++) {
  const root = open({ path, noSubdir: false, maxDbs: 64 })
  await root.close()
  if (n === 0) process.send?.('opened')
}
