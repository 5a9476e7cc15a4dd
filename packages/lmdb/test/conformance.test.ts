import { queueConformance } from '@hooksmith/contracts/conformance'
import { test } from 'tap'
import { openQueueHarness } from './harness.js'

queueConformance(test, openQueueHarness)
