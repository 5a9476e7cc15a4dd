import { inWords, must, type Group } from './row.js'

export const CHAT: Group = {
  feature: 'Webhook of another system',
  rows: [
    {
      word: 'chat',
      what: 'as the app, and as a user',
      async show (stage) {
        const { chat, ann, pageId } = stage
        const calls = await stage.callsOf(async () => {
          const { status } = await chat.send(chat.sign({ user: ann.chatId, pageId, text: 'Ship it <today>' }))
          must(status === 200, `it was answered ${status}`)
        })
        const comments = calls.filter(({ path }) => path === '/wiki/api/v2/footer-comments')
        must(comments.some(({ userId }) => userId === undefined), 'the app did not comment')
        must(comments.some(({ userId }) => userId === ann.accountId), 'Ann did not comment')
        return inWords([...comments].sort((one) => one.userId === undefined ? -1 : 1), stage)
      }
    },
    {
      word: 'attack',
      what: 'replayed, forged, old',
      async show ({ chat, ann, pageId }) {
        const said = { user: ann.chatId, pageId, text: 'Once' }
        const once = chat.sign(said)
        must((await chat.send(once)).status === 200, 'a good one was refused')
        const bad = [once, { ...once, body: once.body.replace('Once', 'Twice') }, chat.sign(said, Date.now() - 360_000)]
        const codes: string[] = []
        for (const request of bad) {
          const { status, code = '' } = await chat.send(request)
          must(status === 401, `one was answered ${status}`)
          codes.push(code.replace('HKS_ERR_VERIFIER_', ''))
        }
        return `401, 401, 401: ${codes.join(', ')}`
      }
    }
  ]
}
