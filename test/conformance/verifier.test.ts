import { verifierConformance } from '@hooksmith/contracts/conformance'
import { test } from 'tap'
import { provesThatItBites } from './bite.js'
import { brokenChecks, brokenKeySets } from './broken-verifiers.js'
import { openVerifier } from './verifier-harness.js'

verifierConformance(test, () => openVerifier())
provesThatItBites(verifierConformance, openVerifier, [...brokenChecks, ...brokenKeySets])
