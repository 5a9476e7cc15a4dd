import { test } from 'tap'
import { testScenarios } from './test-scenarios.js'
import { scenarios } from './scenarios/index.js'

testScenarios(test, 'long', scenarios.flatMap((scenario) => scenario.drivers.filter((driver) => driver !== scenario.short).map((driver) => [scenario, driver])))
