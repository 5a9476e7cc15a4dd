import { definePlugin } from '@hooksmith/core'
import '@hooksmith/forge' // types of ctx.forge

/** What a verified invocation token says. Whoever gets here has been proven; the token itself never reaches a handler. */
export const whoCalled = definePlugin({
  name: 'who-called',
  register (router) {
    router.endpoint('/who-called', { methods: ['GET', 'POST'] }, (_call, { forge }) => {
      const { installation, module, principal, license, context } = forge
      return {
        app: { id: installation.appId, version: installation.appVersion },
        installation: installation.id,
        environment: installation.environment.type,
        module,
        site: { cloudId: installation.cloudId, url: context?.siteUrl },
        user: principal ?? null, // nobody sits before a function or a trigger
        license: license ?? null, // only paid apps in production have one
        place: context?.extension ?? null // for a macro: its page and space
      }
    })
  }
})
