/** One thing that the reader of a tutorial does, or sees. */
export type TutorialStep =
  | { readonly kind: 'command', readonly text: string }
  | { readonly kind: 'file', readonly path: string, readonly text: string }
  | { readonly kind: 'output', readonly lines: readonly string[] }

/** The steps of a tutorial in Markdown: lines of `sh` blocks, other blocks after "Write `path`", lines of `text` blocks as what is then to be seen. */
export function readTutorial (markdown: string): TutorialStep[] {
  let end = 0
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap((block): TutorialStep[] => {
    const [whole, language = '', text = ''] = block
    const before = markdown.slice(end, block.index)
    end = block.index + whole.length
    const lines = text.trim().split('\n')
    if (language === 'sh') return lines.map((line) => ({ kind: 'command', text: line }))
    if (language === 'text') return [{ kind: 'output', lines }]
    const path = [...before.matchAll(/Write `([^`]+)`/g)].at(-1)?.[1]
    return path === undefined ? [] : [{ kind: 'file', path, text }]
  })
}
