import { nonceGuardConformance } from '@hooksmith/contracts/conformance'
import { provesThatItBites } from './bite.js'
import { brokenGuards, openGuard } from './broken-guards.js'

provesThatItBites(nonceGuardConformance, openGuard, brokenGuards)
