import { storeConformance } from '@hooksmith/contracts/conformance'
import { provesThatItBites } from './bite.js'
import { brokenExpiries } from './broken-expiries.js'
import { brokenLists, brokenLives } from './broken-lists.js'
import { brokenRecords } from './broken-records.js'
import { openStore } from './broken-store.js'

provesThatItBites(storeConformance, openStore, [...brokenRecords, ...brokenExpiries, ...brokenLists, ...brokenLives])
