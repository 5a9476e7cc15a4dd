/**
 * Node is started with `--import` of this: our packages run as users get them, from `dist`, and the subjects' own TypeScript has its types
 * taken out and nothing put in. Through tsx, ours would pay for function names that nobody's production code pays for.
 */
import { register } from 'node:module'

register('./built-hooks.mjs', import.meta.url)
