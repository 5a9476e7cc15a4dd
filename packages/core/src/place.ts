import { fileURLToPath } from 'node:url'
import { relative } from 'node:path'
import { redact } from './redact.js'

/** Frames that are kept of one error, and of a chain that has only frames of packages. */
const [MAX_FRAMES, MAX_FOREIGN_FRAMES] = [5, 3]
/** Errors of one chain of causes. */
const MAX_ERRORS = 4
/** How much of a stack is looked at, from its end, in characters: whatever its message is, the frames are behind it. */
const MAX_STACK_LENGTH = 20_000

/** `at name (location:line:column)`, or without a name (https://v8.dev/docs/stack-trace-api, read 2026-08). */
const FRAME = /^\s*at (?:async )?(?:(?<called>.{1,200}?) \((?<within>.{1,500}):(?<line1>\d+):(?<column1>\d+)\)|(?<alone>.{1,500}):(?<line2>\d+):(?<column2>\d+))$/

const IN_PACKAGE = /[/\\]node_modules[/\\]/

/** What a function is called; anything else that stands there may be a value. */
const NAME = /^(?:new )?[\w$.#]{1,80}$/

/**
 * Where something was thrown, for a log: the functions and places of its stack, of its `cause` as well, and nothing else of it. A place is
 * `name file:line:column`, the file as seen from the working directory, the innermost first.
 *
 * Frames of packages (`node_modules`) are told only where there are no others, those of Node.js never. Of code without a file (`eval`, `data:`)
 * there is no place. Never throws; `undefined` for what has no stack, such as a thrown text.
 */
export function placeOf (error: unknown): string | undefined {
  try {
    const stacks = causesOf(error).map(framesOf)
    const own = stacks.map((frames) => frames.filter(({ file }) => !IN_PACKAGE.test(file)).slice(0, MAX_FRAMES))
    const told = own.some((frames) => frames.length > 0) ? own : stacks.slice(0, 1).map((frames) => frames.slice(0, MAX_FOREIGN_FRAMES))
    const places = told.filter((frames) => frames.length > 0).map((frames) => frames.map(describeFrame).join(' < '))
    return places.length === 0 ? undefined : redact(places.join('; caused at '))
  } catch {
    // Getters of a stranger's error.
    return undefined
  }
}

/** The member of a log entry with the place, where there is one. */
export function placeIn (error: unknown): { readonly place?: string } {
  const place = placeOf(error)
  return place === undefined ? {} : { place }
}

function causesOf (error: unknown): readonly Error[] {
  const found: Error[] = []
  for (let one = error; one instanceof Error && !found.includes(one) && found.length < MAX_ERRORS; one = one.cause) found.push(one)
  return found
}

function framesOf (error: Error): readonly Frame[] {
  return linesOf(error).flatMap((line) => frameOf(line) ?? [])
}

/** The lines behind the message, which may itself have lines that look like frames. */
function linesOf ({ stack, message }: Error): readonly string[] {
  if (typeof stack !== 'string') return []
  const head = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1
  const lines = stack.slice(head === -1 ? 0 : head + message.length).slice(-MAX_STACK_LENGTH).split('\n')
  // Somebody may have changed the message since: then only what stands at the end is known to be no part of it.
  return lines.slice(lines.findLastIndex((line) => !/^\s*at /.test(line)) + 1)
}

interface Frame { readonly name: string | undefined, readonly file: string, readonly at: string }

function frameOf (line: string): Frame | undefined {
  const { called = '', within, alone = '', line1, line2, column1, column2 } = FRAME.exec(line)?.groups ?? {}
  const file = fileIn(within ?? alone)
  if (file === undefined) return undefined
  const name = called.replace(/^Object\.| \[as .*$/g, '')
  return { name: NAME.test(name) ? name : undefined, file, at: `:${line1 ?? line2}:${column1 ?? column2}` }
}

/** A path, without what a loader may have put behind it; `undefined` for what is no file. */
function fileIn (location: string): string | undefined {
  if (location.startsWith('file:')) return fileURLToPath(new URL(location))
  const isNone = location === '' || location.startsWith('eval at ') || location.includes('<anonymous>') || /^[a-z][a-z\d+.-]+:/i.test(location)
  return isNone ? undefined : location
}

function describeFrame ({ name, file, at }: Frame): string {
  const short = relative(process.cwd(), file)
  return `${name === undefined ? '' : `${name} `}${short.startsWith('..') ? file : short}${at}`
}
