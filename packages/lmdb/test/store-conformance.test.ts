import { storeConformance } from '@hooksmith/contracts/conformance'
import { test } from 'tap'
import { openStoreHarness } from './harness.js'

storeConformance(test, openStoreHarness)
