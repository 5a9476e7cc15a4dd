import { tokenStoreConformance } from '@hooksmith/contracts/conformance'
import { provesThatItBites } from './bite.js'
import { brokenTokens, openTokens } from './broken-tokens.js'

provesThatItBites(tokenStoreConformance, openTokens, brokenTokens)
