import * as endpoints from './endpoints.js'
import * as parts from './parts.js'
import * as references from './references.js'
import * as remotes from './remotes.js'
import * as schedules from './schedules.js'
import * as scopes from './scopes.js'
import * as serverEndpoints from './server-endpoints.js'
import * as server from './server.js'
import type { Rule } from './subject.js'
import * as triggers from './triggers.js'

/** Every rule. Their order is of no account: problems are sorted by place. */
export const RULES: readonly Rule[] = [
  parts.everyPartHasItsShape, parts.anAppHasModules, parts.moduleTypesAreSpeltRight, parts.eventsHaveOneForm,
  references.keysAreUnique, references.modulesCallOneThing, references.calledModulesExist, references.namedRemotesExist,
  references.endpointsAreCalled,
  endpoints.endpointsHaveOneHome, endpoints.calledEndpointsHaveRoutes, endpoints.routesArePaths, endpoints.eventsHaveNoUser,
  endpoints.tokensAreAskedForAtTheEndpoint,
  triggers.eventsAreKnown, triggers.eventsAreNamedOnce, triggers.filtersFilter, triggers.onErrorNeedsAnExpression, triggers.expressionsFit,
  triggers.fewPropertiesAreRead, triggers.ignoreSelfIsForJira,
  schedules.schedulesAreFew, schedules.schedulesKeepTokensAlive,
  remotes.remotesHaveBaseUrls, remotes.baseUrlsAreOrigins, remotes.storingRemotesSayWhat, remotes.remotesShareRegions,
  scopes.scopesHaveAShape, scopes.scopesAreSpeltRight, scopes.scopesStandOnce, scopes.eventsHaveTheirScopes, scopes.tokensHaveTheirScopes,
  server.handlersHaveTriggers, server.eventsHaveHandlers, server.schedulesHaveHandlers, server.calledRoutesExist,
  server.routesAreOfTheirKind, server.boundRoutesAreCalledByTheirModule, server.routesAreCalled,
  serverEndpoints.boundEndpointsHaveTheirModule, serverEndpoints.webTriggersAreAnswered
]
