import { queueConformance } from '@hooksmith/contracts/conformance'
import { test } from 'tap'
import { openInFakeTime } from './support.js'

queueConformance(test, openInFakeTime)
