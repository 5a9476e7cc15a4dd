export { OLDEST_PLUGIN_API_VERSION, PLUGIN_API_VERSION, PLUGIN_KEYWORD, readPluginPackage } from './server/plugin-package.js'
export type { PluginBlock, PluginPackage, PluginPackageProblem } from './server/plugin-package.js'
