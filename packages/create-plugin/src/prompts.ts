import { cancel, group, intro, text } from '@clack/prompts'
import { wrongFolder } from './create-plugin.js'
import { packageNameFor, wrongEvent, wrongPackageName } from './names.js'
import { DEFAULT_EVENT, type CreateOptions } from './options.js'

/** Asks for what was not given. Resolves to `undefined` when the person breaks off. */
export async function ask (given: Partial<CreateOptions>): Promise<CreateOptions | undefined> {
  intro('A new Hooksmith plugin')
  let isBrokenOff = false
  const folder = given.folder ?? await oneText('Where?', './my-plugin')
  if (folder === undefined) return undefined
  const wrong = await wrongFolder(folder)
  if (wrong !== undefined) {
    cancel(`'${folder}': ${wrong}`)
    return undefined
  }
  const suggested = packageNameFor(folder.split(/[\\/]/).filter((part) => part !== '' && part !== '.').at(-1) ?? '')
  const answers = await group({
    name: async () => given.name ?? await text({ message: 'Name of the package?', ...offered(suggested), validate: (name = '') => wrongPackageName(name || suggested) }),
    event: async () => given.event ?? await text({ message: 'Which event?', ...offered(DEFAULT_EVENT), validate: (event = '') => wrongEvent(event || DEFAULT_EVENT) }),
    description: async () => given.description ?? await text({ message: 'What does it do, in a line?', defaultValue: '', placeholder: 'optional' })
  }, { onCancel: () => { isBrokenOff = true } })
  if (isBrokenOff) {
    cancel('Nothing was written')
    return undefined
  }
  // group() has let no symbol through: it calls onCancel for that.
  return { ...given, folder, ...answers as { readonly name: string, readonly event: string, readonly description: string } }
}

/** Taken when nothing is typed; what is typed takes its place. */
function offered (value: string): { readonly placeholder: string, readonly defaultValue: string } {
  return { placeholder: value, defaultValue: value }
}

async function oneText (message: string, suggested: string): Promise<string | undefined> {
  const answer = await text({ message, ...offered(suggested) })
  if (typeof answer === 'string') return answer
  cancel('Nothing was written')
  return undefined
}
