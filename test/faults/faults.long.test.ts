import tap, { test } from 'tap'
import { PATIENCE_MS, testScenarios } from './test-scenarios.js'
import { scenarios } from './scenarios/index.js'

// Many forked processes, on a machine that may do much else.
tap.setTimeout(PATIENCE_MS)
testScenarios(test, 'long', scenarios.flatMap((scenario) => scenario.drivers.filter((driver) => driver !== scenario.short).map((driver) => [scenario, driver])))
