import { test } from 'tap'
import { testScenarios } from './test-scenarios.js'
import { scenarios } from './scenarios/index.js'

testScenarios(test, 'short', scenarios.flatMap((scenario) => scenario.short === undefined ? [] : [[scenario, scenario.short]]))
