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
    name: async () => given.name ?? await text({ message: 'Name of the package?', initialValue: suggested, validate: (name = '') => wrongPackageName(name) }),
    event: async () => given.event ?? await text({ message: 'Which event?', initialValue: DEFAULT_EVENT, validate: (event = '') => wrongEvent(event) }),
    description: async () => given.description ?? await text({ message: 'What does it do, in a line?', defaultValue: '', placeholder: 'optional' })
  }, { onCancel: () => { isBrokenOff = true } })
  if (isBrokenOff) {
    cancel('Nothing was written')
    return undefined
  }
  // group() has let no symbol through: it calls onCancel for that.
  return { ...given, folder, ...answers as { readonly name: string, readonly event: string, readonly description: string } }
}

async function oneText (message: string, initialValue: string): Promise<string | undefined> {
  const answer = await text({ message, initialValue, validate: (folder = '') => folder.trim() === '' ? 'name a folder' : undefined })
  if (typeof answer === 'string') return answer
  cancel('Nothing was written')
  return undefined
}
