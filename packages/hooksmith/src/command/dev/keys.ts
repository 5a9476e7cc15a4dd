const CTRL_C = '\u0003'

/**
 * Calls `onKey` for each key until `q`, Ctrl-C, SIGTERM or the end of what stands in for a keyboard. Nothing that is typed is shown.
 *
 * A standard input that is closed from the start ends nothing: there the signals are left.
 */
export async function readKeys (onKey: (key: string) => void): Promise<void> {
  const { stdin } = process
  await new Promise<void>((resolve) => {
    const end = (): void => {
      if (stdin.isTTY) stdin.setRawMode(false)
      // A pipe keeps the process alive also while it is paused.
      stdin.destroy()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
    if (stdin.isTTY) stdin.setRawMode(true)
    stdin.setEncoding('utf8')
    stdin.on('data', (text: string) => {
      for (const key of text) {
        if (key === 'q' || key === CTRL_C) end()
        else onKey(key)
      }
    })
  })
}
