import { createHash } from 'node:crypto'

/*
 * What the scripts of scripts.ts are made of. The keys and states that these functions work on are described there.
 */

/** What every script begins with. */
const HEAD = `
local p = KEYS[1]
local call = redis.call
local clock = call('TIME')
local t = clock[1] * 1000 + math.floor(clock[2] / 1000)
-- As far away as a Date can name, nearly.
local NEVER = 253402300799999
`

/** Functions that more than one script needs, each after those that it calls. A script gets the ones it uses: making one costs at every call. */
const LIBRARY = `
local function int(x) return string.format('%.0f', x) end

-- A script whose first write needs no memory is carried out whole also at the server's limit: that is how workers drain a full one.
-- Source: https://redis.io/docs/latest/develop/programmability/eval-intro/ ("Script execution", on maxmemory), read 2026-11.
local function permit() call('ZREM', p..'marker', '') end

-- Whether a person stopped the taking through BullMQ. Source: BullMQ 6.7, commands/includes/isQueuePausedOrMaxed.lua.
local function paused() return call('HEXISTS', p..'meta', 'paused') == 1 end

local function mark() call('ZADD', p..'marker', 0, '0') end

-- Fair turns: the start tag is the virtual time, or one more than the tenant's last tag.
local function turn(tenant)
  local tag = math.max(tonumber(call('HGET', p..'turn', 'v') or 1), tonumber(call('HGET', p..'flows', tenant) or 0))
  call('HSET', p..'flows', tenant, int(tag + 1))
  return tag
end

local function enter(id, tag)
  call('ZADD', p..'prioritized', int(tag * 0x100000000 + call('INCR', p..'pc') % 0x100000000), id)
end

local function ready(id, tenant)
  local tag = turn(tenant)
  call('HSET', p..id, 'priority', int(tag), 'delay', 0)
  enter(id, tag)
end

-- A job that was started and comes back: its tenant gets one more turn, as for any job, and spends its next one on the job that stands first.
local function again(id, tenant)
  call('ZADD', p..'front:'..tenant, tonumber(call('HGET', p..id, 'priority')) or 0, id)
  call('SADD', p..'fronts', tenant)
  enter(id, turn(tenant))
  mark()
end

-- A job does not come before its tenant's others any more. Returns 1 when it did.
local function unfront(id, tenant)
  if call('ZREM', p..'front:'..tenant, id) == 0 then return 0 end
  if call('EXISTS', p..'front:'..tenant) == 0 then call('SREM', p..'fronts', tenant) end
  return 1
end

-- Whose turn it is was decided by id; the tenant's first job takes it, and id stands in that one's place.
local function swap(id, tenant)
  local front = p..'front:'..tenant
  local own = tonumber(call('HGET', p..id, 'priority')) or 0
  while true do
    local first = call('ZRANGE', front, 0, 0, 'WITHSCORES')
    if not first[1] then return id end
    if first[1] == id or tonumber(first[2]) >= own then unfront(id, tenant) return id end
    local place = call('ZSCORE', p..'prioritized', first[1])
    if place then
      call('ZREM', p..'prioritized', first[1])
      call('ZADD', p..'prioritized', place, id)
      call('ZADD', front, own, id)
    end
    unfront(first[1], tenant)
    if place then return first[1] end
  end
end

local function delay(id, at)
  local low = math.ceil(at) * 0x1000
  local last = call('ZREVRANGEBYSCORE', p..'delayed', int(low + 0xfff), int(low), 'WITHSCORES', 'LIMIT', 0, 1)
  local score = last[2] and math.min(tonumber(last[2]) + 1, low + 0xfff) or low
  local first = call('ZRANGE', p..'delayed', 0, 0, 'WITHSCORES')
  call('ZADD', p..'delayed', int(score), id)
  call('HSET', p..id, 'delay', int(math.max(0, math.ceil(at) - t)))
  if not first[2] or tonumber(first[2]) > score then mark() end
end

-- The job's hash may be gone: BullMQ's own removal knows nothing of these keys. What waits aside waits for handler:<its handler>.
local function unpark(id, signal)
  call('ZREM', p..'parked', id)
  call('ZREM', p..'parked:'..signal, id)
  if call('ZREM', p..'orphans', id) == 1 then call('ZREM', p..'aside:'..signal:sub(9), id) end
  call('HDEL', p..id, 'wf')
end

-- The worker that has a handler, or nothing.
local function worker(handler)
  local live = call('HGET', p..'handlers', handler)
  if not live then return nil end
  local space = live:find(' ', 1, true)
  if tonumber(live:sub(1, space)) > t then return live:sub(space + 1) end
end

-- What the caller's clock calls at, on this server's. Within a second they count as one clock: the rest is the call's way here.
local function ours(at, now)
  local behind = t - tonumber(now)
  if math.abs(behind) < 1000 then return tonumber(at) end
  return tonumber(at) + behind
end

-- Due jobs get their tag now, in order of due time. True when more are due than one call takes.
local function promote()
  local due = call('ZRANGEBYSCORE', p..'delayed', 0, int((t + 1) * 0x1000 - 1), 'LIMIT', 0, 200)
  for _, id in ipairs(due) do
    call('ZREM', p..'delayed', id)
    local job = call('HMGET', p..id, 'tenant', 'wf')
    if job[2] then
      unpark(id, job[2])
      call('HSET', p..id, 'woke', 'deadline')
    end
    if job[1] then ready(id, job[1]) end
  end
  if #due > 0 then mark() end
  return #due == 200
end

-- A job that may start at: behind those that came due before it.
local function place(id, tenant, at, crowded)
  if at > t or crowded then delay(id, math.max(at, t)) else ready(id, tenant) mark() end
end

local function pass(lane)
  while true do
    local id = call('LINDEX', p..'lane:'..lane, 0)
    if not id then call('ZREM', p..'holds', lane) return end
    if call('ZREM', p..'waiting-children', id) == 1 then
      local job = call('HMGET', p..id, 'tenant', 'due')
      call('ZADD', p..'holds', t, lane)
      if tonumber(job[2]) <= t then call('HSET', p..id, 'due', t) end
      place(id, job[1], tonumber(job[2]), false)
      return
    end
    call('LPOP', p..'lane:'..lane)
  end
end

local function release(id)
  local job = call('HMGET', p..id, 'lane', 'off')
  if not job[1] or job[2] then return end
  if call('LINDEX', p..'lane:'..job[1], 0) ~= id then call('LREM', p..'lane:'..job[1], 1, id) return end
  call('LPOP', p..'lane:'..job[1])
  pass(job[1])
end

local function join(id, lane)
  if call('RPUSH', p..'lane:'..lane, id) > 1 then call('ZADD', p..'waiting-children', t, id) return true end
  call('ZADD', p..'holds', t, lane)
  return false
end

local function erase(id)
  local ev = call('HGET', p..id, 'ev')
  if ev and call('HINCRBY', p..'ev:'..ev, 'n', -1) <= 0 then call('DEL', p..'ev:'..ev) end
  call('DEL', p..id, p..id..':lock', p..id..':logs')
end

local function bury(id, code, reason)
  release(id)
  call('HDEL', p..id, 'ws', 'wf', 'wn', 'woke', 'tk')
  call('HSET', p..id, 'dc', code, 'failedReason', reason, 'finishedOn', t)
  call('ZADD', p..'failed', t, id)
end

local function state(id)
  if call('LPOS', p..'active', id) then return 'running' end
  local due = call('ZSCORE', p..'delayed', id)
  if due and tonumber(due) >= (t + 1) * 0x1000 then return call('ZSCORE', p..'parked', id) and 'waiting' or 'delayed' end
  if call('ZSCORE', p..'waiting-children', id) then return 'held' end
  return call('ZSCORE', p..'failed', id) and 'dead' or 'ready'
end

local function stored()
  return call('LLEN', p..'wait') + call('ZCARD', p..'prioritized') + call('ZCARD', p..'delayed') + call('ZCARD', p..'waiting-children')
    + call('LLEN', p..'active') + call('ZCARD', p..'failed')
end

-- A job as its worker is told of it.
local function told(id)
  local job = call('HGETALL', p..id)
  for i = 1, #job, 2 do
    if job[i] == 'ev' then job[#job + 1] = 'body' job[#job + 1] = call('HGET', p..'ev:'..job[i + 1], 'body') break end
  end
  return {id, job}
end

local function start(id, token, leaseMs)
  call('LPUSH', p..'active', id)
  call('SET', p..id..':lock', token, 'PX', leaseMs)
  call('HINCRBY', p..id, 'ats', 1)
  call('HSET', p..id, 'processedOn', t, 'tk', token, 'sq', call('HGET', p..'turn', 's') or 0)
  return told(id)
end

local function take(token, leaseMs)
  promote()
  if paused() then return false end
  while true do
    local id = call('RPOP', p..'wait')
    local tag
    if not id then
      local head = call('ZPOPMIN', p..'prioritized')
      id = head[1]
      if not id then return false end
      tag = math.floor(tonumber(head[2]) / 0x100000000)
      local tenant = call('EXISTS', p..'fronts') == 1 and call('HGET', p..id, 'tenant')
      if tenant then id = swap(id, tenant) end
    end
    if call('EXISTS', p..id) == 1 then
      if tag and tag > tonumber(call('HGET', p..'turn', 'v') or 0) then call('HSET', p..'turn', 'v', int(tag)) end
      return start(id, token, leaseMs)
    end
  end
end

local function more() if (call('ZCARD', p..'prioritized') > 0 or call('LLEN', p..'wait') > 0) and not paused() then mark() end end

-- Milliseconds until the next job comes due; false when none will.
local function nextDue()
  local head = call('ZRANGE', p..'delayed', 0, 0, 'WITHSCORES')
  return head[2] and int(math.max(0, math.floor(tonumber(head[2]) / 0x1000) - t)) or false
end

-- Of a store: what stands under a key and has not expired.
local function readable(key)
  local found = call('HMGET', p..'r:'..key, 'v', 'r', 'e', 'f')
  if found[1] and not (found[3] and tonumber(found[3]) <= t) then return found end
  return false
end

local function forget(key)
  call('DEL', p..'r:'..key)
  call('ZREM', p..'keys', key)
  call('ZREM', p..'expiries', key)
end

local function record(key, value, rank, expires, format)
  forget(key)
  if expires ~= '' and tonumber(expires) <= t then return end
  call('HSET', p..'r:'..key, 'v', value, 'f', format)
  if rank ~= '' then call('HSET', p..'r:'..key, 'r', rank) end
  call('ZADD', p..'keys', 0, key)
  if expires == '' then return end
  call('HSET', p..'r:'..key, 'e', expires)
  call('ZADD', p..'expiries', expires, key)
  if tonumber(expires) < NEVER then call('PEXPIREAT', p..'r:'..key, string.format('%.0f', math.ceil(tonumber(expires)))) end
end

local function clear()
  for _, key in ipairs(call('ZRANGEBYSCORE', p..'expiries', 0, t, 'LIMIT', 0, 10)) do forget(key) end
end
`

/** A script with the hash that EVALSHA knows it by. */
export interface Script { readonly source: string, readonly sha: string }

const FUNCTIONS = LIBRARY.trim().split(/\n\n/).map((source) => ({ source, name: /local function (\w+)/.exec(source)?.[1] ?? '' }))

/** A script from its body, with the functions that it uses. */
export function script (body: string): Script {
  let source = body
  for (const one of FUNCTIONS.toReversed()) if (new RegExp(`\\b${one.name}\\(`).test(source)) source = `${one.source}\n${source}`
  source = HEAD + source
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}
