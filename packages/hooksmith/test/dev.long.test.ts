import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { runCommand } from './support/command.js'
import { CommandProcess } from './support/process.js'
import { FORGE, makeProject, pluginFile } from './support/project.js'

test('dev runs a pretended Forge and the server, sends on a key and for hooksmith send, and starts again on a change', async (t) => {
  t.setTimeout(180_000)
  const files = { 'hooksmith.config.yaml': `queue: memory\n${FORGE}plugins: [./greeter.js]\n`, 'greeter.js': pluginFile() }
  const { directory, write } = await makeProject(t, files, ['core', 'simulator'])
  const dev = new CommandProcess(t, directory, ['dev'])
  await dev.says(/1 avi:confluence:created:page/)
  await dev.says(/avi:forge:installed:app {2}no handler wants it/)

  dev.child.stdin?.write('1')
  await dev.says(/✔ greeter\/greet {2}done/)
  await dev.says(/✔ avi:confluence:created:page {2}answered 200/)

  t.match(await runCommand(directory, ['send', 'avi:confluence:created:page', '--json']), { code: 0, output: /"verdict":"accepted"/ })

  await write('greeter.js', pluginFile({ id: 'welcome' }))
  await dev.says(/greeter\.js changed/)
  await dev.says(/handlers +greeter\/welcome/)
  t.match(await runCommand(directory, ['send', 'avi:confluence:created:page']), { code: 0, output: /^✔ avi:confluence:created:page {2}answered 200/ })
  await dev.says(/✔ greeter\/welcome {2}done/)

  await write('greeter.js', 'export default 1\n')
  await dev.says(/has no plugin as its default export/)
  await write('greeter.js', pluginFile({ id: 'mended' }))
  await dev.says(/handlers +greeter\/mended/)

  dev.child.stdin?.write('q')
  t.equal(await dev.end(), 0)
  t.notOk(existsSync(join(directory, '.hooksmith/dev.json')), 'nobody finds a simulator that has ended')
})
