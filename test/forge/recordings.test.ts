import { playbackOf, recordingOf, type Recording } from '@hooksmith/simulator'
import { test } from 'tap'
import { bodyOf, stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
const PERSON = '5b10ac8d82e05b22cc7d4ef5'

test('a request and its answer are recorded from a running server without secrets, and played back to another', async (t) => {
  const recordings: Recording[] = []
  const on = await stage(t, { switches: { license: 'active' }, record: (request, status) => { recordings.push(recordingOf(request, status)) } })
  const payload = { atlassianId: PERSON, content: { title: 'Kept' }, contextToken: 'marker-context-token' }
  const { record } = await on.simulator.sendEvent(on.installation, PAGE, { payload })
  const [recording] = JSON.parse(JSON.stringify(recordings)) as Recording[]
  t.match(recording, { path: '/forge/events', moduleKey: 'remote-events', hasSystemToken: true, license: { active: true }, status: 200 })
  const text = JSON.stringify(recording)
  for (const name of ['authorization', 'x-forge-oauth-system']) t.notOk(text.includes(record.request.headers[name] ?? 'none'), name)
  for (const secret of [PERSON, 'marker-context-token', String(bodyOf(record)['encryptedData'])]) t.notOk(text.includes(secret), secret)

  const other = await stage(t)
  if (recording === undefined) throw new TypeError('nothing was recorded')
  const again = await other.simulator.deliver(playbackOf(recording, other.installation, other.url))
  await other.settled(1)
  t.equal(again.status, recording.status)
  t.match(other.handled, [{ type: PAGE, licensed: true, data: { content: { title: 'Kept' } } }])
})

test('a refused request is recorded with its refusal', async (t) => {
  const recordings: Recording[] = []
  const on = await stage(t, { record: (request, status) => { recordings.push(recordingOf(request, status)) } })
  await on.simulator.deliver({ installation: on.installation, moduleKey: 'm', url: `${on.url}/forge/events`, body: 'a secret text', token: { alg: 'none' } })
  t.match(recordings, [{ status: 401, body: /^\[13 bytes/ }])
})
