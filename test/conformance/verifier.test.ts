import { verifierConformance } from '@hooksmith/contracts/conformance'
import { test } from 'tap'
import { openVerifier } from './verifier-harness.js'

verifierConformance(test, () => openVerifier())
