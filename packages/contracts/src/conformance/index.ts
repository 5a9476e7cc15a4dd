export { queueConformance } from './queue/index.js'
export type {
  CommonFlaw, KeySetAnswer, KeySetControl, MakeFlawed, NonceGuardHarness, OpenNonceGuardHarness, OpenQueueHarness,
  OpenStoreHarness, OpenTokenStoreHarness, OpenVerifierHarness, Participant, QueueHarness, SchemeFlaw, StoreHarness,
  TestFunction, TokenStoreHarness, VerifierFlaws, VerifierHarness
} from './harness.js'
export { CREDENTIAL_MARKER, jwtFlaws, signJwt } from './jwt-flaws.js'
export type { JwtControl, JwtParts } from './jwt-flaws.js'
export { nonceGuardConformance } from './nonce-guard.js'
export { storeConformance } from './store.js'
export { tokenStoreConformance } from './token-store.js'
export { verifierConformance } from './verifier.js'
