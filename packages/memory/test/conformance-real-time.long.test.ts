import { queueConformance } from '@hooksmith/contracts/conformance'
import { test } from 'tap'
import { openInRealTime } from './support.js'

queueConformance(test, openInRealTime)
