import type { Published } from '@hooksmith/simulator'
import type { Stage } from '../stage.js'
import { inWords, must, type Group } from './row.js'

/** What one event led to, in words. */
async function wayOf (stage: Stage, run: () => Promise<Published | { readonly status: number | undefined }>): Promise<string> {
  const calls = await stage.callsOf(async () => {
    const result = await run()
    const status = 'deliveries' in result ? result.deliveries[0]?.status : result.status
    must(status === 200, `it was answered ${status ?? 'not at all'}`)
  })
  must(calls.length > 0, 'nothing was asked of Atlassian')
  return inWords(calls, stage)
}

export const EVENTS: Group = {
  feature: 'Event endpoint',
  rows: [
    {
      word: 'page',
      what: 'created:page: comments',
      show: async (stage) => await wayOf(stage, async () => await stage.simulator.publish(stage.installation, 'avi:confluence:created:page'))
    },
    {
      word: 'again',
      what: 'the same one again',
      async show (stage) {
        const { simulator, installation, jobs } = stage
        const last = simulator.journal.last({ eventType: 'avi:confluence:created:page', verdict: 'accepted' })
        must(last !== undefined, 'there was no page yet; type page')
        const { moduleKey, request: { url, body } } = last
        const calls = await stage.callsOf(async () => await simulator.deliver({ installation, moduleKey, url, body: JSON.stringify(body) }))
        must(calls.length === 0 && jobs.verdicts.at(-1)?.[1] === 'duplicate', 'it was handled twice')
        return 'answered 200, known, no second comment'
      }
    },
    {
      word: 'comment',
      what: 'created:comment: fetches',
      show: async (stage) => await wayOf(stage, async () => await publishComment(stage, false))
    },
    {
      word: 'own',
      what: "the app's own comment",
      async show (stage) {
        const calls = await stage.callsOf(async () => await publishComment(stage, true))
        must(calls.length === 0, 'the app answered itself')
        return 'answered 200, left out: no loop'
      }
    }
  ]
}

export const LIFECYCLE: Group = {
  feature: 'Lifecycle endpoint',
  rows: [
    {
      word: 'install',
      what: 'installed, not permitted yet',
      async show (stage) {
        const { simulator, installation } = stage
        simulator.api.script({ installation, path: '/wiki/rest/api/user/current', status: 403, body: { message: 'Not permitted yet.' }, times: 1 })
        return await wayOf(stage, async () => await simulator.install(installation))
      }
    },
    {
      word: 'upgrade',
      what: 'upgraded',
      show: async (stage) => await wayOf(stage, async () => await stage.simulator.upgrade(stage.installation, '3.0.0'))
    }
  ]
}

export const SCHEDULE: Group = {
  feature: 'Scheduled endpoint',
  rows: [
    {
      word: 'hour',
      what: 'every hour: keeps the token',
      async show ({ simulator, installation, tenant, tokens, settle }) {
        const before = (await tokens.get(tenant))?.expiresAt ?? Date.now()
        const { value } = simulator.tokens.issue(installation, before - Date.now() + 60_000)
        const { status } = await simulator.tick(installation, 'hourly', { systemToken: value })
        must(status === 200, `it was answered ${status ?? 'not at all'}`)
        await settle()
        const after = (await tokens.get(tenant))?.expiresAt ?? 0
        must(after > before, 'the newer token was not kept')
        return `the stored token lives until ${timeOf(after)}, before it was ${timeOf(before)}`
      }
    }
  ]
}

/** Somebody, or the app itself, comments on the page. */
export async function publishComment ({ simulator, installation, pageId }: Stage, selfGenerated: boolean): Promise<Published> {
  return await simulator.publish(installation, 'avi:confluence:created:comment', {
    payload: { selfGenerated, content: { container: { id: pageId, type: 'page' } } }
  })
}

function timeOf (at: number): string {
  return new Date(at).toISOString().slice(11, 19)
}
