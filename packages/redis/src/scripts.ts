import { script } from './lua.js'

/*
 * Every script of this package, in one file so that the life of a job can be read in one place; the functions they share are in
 * lua.ts. They work on BullMQ's own keys of one queue (wait, prioritized, delayed, active, waiting-children, failed, marker, pc, <job>,
 * <job>:lock) and on ours beside them:
 *
 *   seen:<job>        string   a job id inside its dedupe window, PX
 *   ev:<number>       hash     body and n, the jobs that refer to it; only for events with several jobs
 *   flows             hash     tenant -> the start tag its next job gets at least
 *   front:<tenant>    zset     jobs that come before the tenant's others although their own turn is later -> the tag they first had
 *   fronts            set      the tenants that have such jobs
 *   turn              hash     v virtual time (tag of the last started job), s signal sequence, f oldest sequence known, e number of the last
 *                              shared event, c, ch and cp cursors of the sweep, swept when it last ran, patience until when it takes no job
 *                              back, room:<max> how many jobs fit for certain, n number of partitions, w writes that waited for replicas
 *   lane:<lane>       list     jobs of one concurrency key in order of storing; the head holds the key
 *   holds             zset     lane -> since when its head holds it
 *   parked            zset     waiting jobs -> until; parked:<signal> zset, in order of their waits
 *   aside:<handler>   zset     jobs that a worker without their handler met -> the start tag they had; parked and delayed as well
 *   orphans           zset     all jobs put aside -> when they become dead letters
 *   handlers          hash     handler -> until when a worker with it counts as alive, and which one
 *   marker:<worker>   zset     wakes one worker, when a job of its handlers was put aside
 *   signals           zset     signal -> sequence number of its last raising
 *
 * States: ready = prioritized (and wait, where BullMQ's own operations put jobs), delayed = delayed without parked, held =
 * waiting-children, waiting = parked (in delayed as well, so that BullMQ lists it), running = active, dead = failed.
 *
 * KEYS[1] is always the prefix of all keys; its hash tag decides the node. Time is the server's throughout (TIME); a caller's
 * instants are read by the difference of the two clocks. Ids in replies are BullMQ's.
 */

/** Keeps the number of partitions with the data. ARGV the number that is meant. Returns the number that the data has. */
export const ADMIT = script(`
permit()
call('HSETNX', p..'turn', 'n', ARGV[1])
return call('HGET', p..'turn', 'n')`)

/**
 * Stores one event with its jobs, all or nothing.
 *
 * ARGV maxJobs, '1' when the server's memory is at the mark, event id, event type, tenant, body, the caller's time, then per job: id,
 * handler, key, lane ('' without one), dueAt ('' now), windowMs. Returns per job 1 (stored) or 0 (duplicate); -1 when full.
 */
export const ENQUEUE = script(`
local max, full, eid, etype, tenant, body = tonumber(ARGV[1]), ARGV[2] == '1', ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local count = (#ARGV - 7) / 6
-- Counting costs more than this: how many jobs still fit for certain, as of the last count.
if full or call('HINCRBY', p..'turn', 'room:'..max, -count) < 0 then
  local known = stored()
  local fresh = 0
  for i = 8, #ARGV, 6 do
    if call('EXISTS', p..'seen:'..ARGV[i], p..ARGV[i]) == 0 then fresh = fresh + 1 end
  end
  if not full then call('HSET', p..'turn', 'room:'..max, math.max(0, math.min(max - known - fresh, 1000))) end
  if fresh > 0 and (full or known + fresh > max) then return -1 end
end
local out, new = {}, {}
for i = 8, #ARGV, 6 do
  local id, window = ARGV[i], tonumber(ARGV[i + 5])
  local isNew = call('EXISTS', p..id, p..'seen:'..id) == 0 and not new[id]
  if isNew and window >= 1 then call('SET', p..'seen:'..id, '1', 'PX', int(window)) end
  out[#out + 1] = isNew and 1 or 0
  if isNew then new[id] = true new[#new + 1] = i end
end
if #new == 0 then return out end
local crowded = promote()
-- Not by the event's id: another event may have the same one, with other handlers.
local shared = #new > 1 and int(call('HINCRBY', p..'turn', 'e', 1))
if shared then call('HSET', p..'ev:'..shared, 'body', body, 'n', #new) end
for _, i in ipairs(new) do
  local id, lane = ARGV[i], ARGV[i + 3]
  local due = ARGV[i + 4] == '' and t or ours(ARGV[i + 4], ARGV[7])
  local held = lane ~= '' and join(id, lane)
  local tag = not held and not crowded and due <= t and turn(tenant)
  call('HSET', p..id, 'name', ARGV[i + 1], 'data', shared and '{}' or body, 'opts', '{"attempts":0}', 'timestamp', t, 'delay', 0,
    'priority', int(tag or 0), 'tenant', tenant, 'eid', eid, 'et', etype, 'due', int(due), 'v', '1')
  if shared then call('HSET', p..id, 'ev', shared) end
  if lane ~= '' then call('HSET', p..id, 'key', ARGV[i + 2], 'lane', lane) end
  if tag then enter(id, tag) elseif not held then delay(id, math.max(due, t)) end
end
mark()
return out`)

/**
 * Starts jobs. ARGV leaseMs, then one lease token per job asked for. Returns the milliseconds until the next is due when fewer were
 * ready (false: none), then per started job: id, fields of its hash with 'body' where the event is shared.
 */
export const TAKE = script(`
permit()
local out = {false}
for i = 2, #ARGV do
  local job = take(ARGV[i], ARGV[1])
  if not job then out[1] = nextDue() break end
  out[#out + 1] = job
end
more()
return out`)

/**
 * Tells again of jobs that were started, when the answer that told of them was lost: it is the same start, with a whole lease. ARGV leaseMs, then the
 * lease tokens. Returns per job that was started with one of them, and by nobody since: its token, and the job as TAKE.
 */
export const RECALL = script(`
permit()
local wanted, out = {}, {}
for i = 2, #ARGV do wanted[ARGV[i]] = true end
local active = call('LRANGE', p..'active', 0, -1)
for i = #active, 1, -1 do
  local id = active[i]
  local token = call('HGET', p..id, 'tk')
  if token and wanted[token] then
    local lease = call('GET', p..id..':lock')
    if not lease or lease == token then
      call('SET', p..id..':lock', token, 'PX', ARGV[1])
      out[#out + 1] = {token, told(id)}
    end
  end
end
return out`)

/**
 * Ends an attempt and, if asked, starts the next job in the same step.
 *
 * ARGV id, token, leaseMs, next token ('' none), the caller's time, outcome, a, b, c: done · retry (at, note, '1' counted) · wait (signal,
 * until) · dead (code, reason) · back ('1' if it never ran). Returns settlement, next job (as TAKE) or false, milliseconds until the next is
 * due or false. 'gone' stands for a refusal because there is no such job.
 */
export const SETTLE = script(`
local id, token, now, kind, a, b = ARGV[1], ARGV[2], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local function settle()
  local job = call('HMGET', p..id, 'tk', 'ls', 'cr', 'tenant', 'sq', 'ws')
  if not job[4] then return 'gone' end
  if job[2] == token then return 'in time' end
  local lease = call('GET', p..id..':lock')
  local took = 'in time'
  if lease ~= token then
    if lease or job[1] ~= token then return 'refused' end
    took = 'late'
    if job[3] == token then call('HINCRBY', p..id, 'stc', -1) end
  end
  call('DEL', p..id..':lock')
  if call('LREM', p..'active', -1, id) == 0 and call('ZREM', p..'prioritized', id) + unfront(id, job[4]) == 0 then
    call('ZREM', p..'delayed', id)
  end
  if kind == 'done' then release(id) erase(id) return took end
  call('HSET', p..id, 'ls', token)
  call('HDEL', p..id, 'tk', 'cr')
  if kind == 'dead' then bury(id, a, b) return took end
  if kind == 'back' then
    if a then call('HINCRBY', p..id, 'ats', -1) end
    again(id, job[4])
    return took
  end
  call('HDEL', p..id, 'woke')
  if kind == 'retry' then
    local at = math.max(ours(a, now), t)
    call('HDEL', p..id, 'ws', 'wn')
    call('HSET', p..id, 'due', int(at), 'rn', b)
    if ARGV[9] == '1' then call('HINCRBY', p..id, 'atm', 1) end
    place(id, job[4], at, promote())
    return took
  end
  local last = tonumber(call('ZSCORE', p..'signals', a) or 0)
  local from = tonumber(job[5])
  local missed = last > from or from < tonumber(call('HGET', p..'turn', 'f') or 0)
  local till = ours(b, now)
  call('HSET', p..id, 'ws', job[6] or t, 'wn', a)
  if missed or till <= t then
    call('HSET', p..id, 'due', t, 'woke', missed and 'signal' or 'deadline')
    place(id, job[4], t, promote())
    return took
  end
  call('HSET', p..id, 'due', int(till), 'wf', a)
  call('ZADD', p..'parked', int(till), id)
  call('ZADD', p..'parked:'..a, int(t), id)
  delay(id, till)
  return took
end
permit()
local took = settle()
if ARGV[4] == '' then return {took, false, false} end
local job = take(ARGV[4], ARGV[3])
more()
return {took, job, not job and nextDue()}`)

/**
 * Renews leases. ARGV leaseMs, then id and token alternately. A lease that ended is taken again if nobody has started the job since.
 * Returns the ids of those that are lost.
 */
export const RENEW = script(`
permit()
local lost = {}
for i = 2, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  local lease = call('GET', p..id..':lock')
  local again = not lease and call('HGET', p..id, 'tk') == token and call('LPOS', p..'active', id)
  if lease == token or again then call('SET', p..id..':lock', token, 'PX', ARGV[1]) else lost[#lost + 1] = id end
end
return lost`)

/**
 * Raises a signal. ARGV '1' to count as a raising, '' to go on with one, how many jobs to wake at most, the signal. Returns how many jobs were woken, and
 * 1 when there are more.
 */
export const SIGNAL = script(`
permit()
local name, woken = ARGV[3], 0
local crowded = promote()
if ARGV[1] == '1' then call('ZADD', p..'signals', call('HINCRBY', p..'turn', 's', 1), name) end
local ids = call('ZPOPMIN', p..'parked:'..name, ARGV[2])
for i = 1, #ids, 2 do
  local id = ids[i]
  unpark(id, name)
  if call('ZREM', p..'delayed', id) == 1 then
    woken = woken + 1
    call('HSET', p..id, 'due', t, 'woke', 'signal')
    place(id, call('HGET', p..id, 'tenant'), t, crowded)
  end
end
local extra = call('ZCARD', p..'signals') - 20000
if extra > 0 then
  local gone = call('ZPOPMIN', p..'signals', extra)
  call('HSET', p..'turn', 'f', gone[#gone])
end
return {woken, call('EXISTS', p..'parked:'..name)}`)

/**
 * Upkeep by any process. ARGV how long no other process does it (ms), maxKeyHoldMs, leaseMs. Makes due jobs and jobs whose lease ended
 * ready, passes on keys held too long or by nobody. When nobody did it for half a lease, the server was out of reach or everybody stood still, and
 * leases may have ended by that alone: who holds jobs then has one more lease to say so. Returns the milliseconds until the next job is due or
 * false, then the ids of jobs that were orphans for too long.
 */
export const SWEEP = script(`
permit()
promote()
local out = {nextDue()}
if not call('SET', p..'stalled-check', t, 'PX', ARGV[1], 'NX') then return out end
local swept = tonumber(call('HGET', p..'turn', 'swept') or t)
call('HSET', p..'turn', 'swept', t)
if t - swept > ARGV[3] / 2 then call('HSET', p..'turn', 'patience', t + ARGV[3]) end
local isPatient = tonumber(call('HGET', p..'turn', 'patience') or 0) > t
local active = isPatient and {} or call('LRANGE', p..'active', 0, -1)
for i = #active, 1, -1 do
  local id = active[i]
  if call('EXISTS', p..id..':lock') == 0 then
    call('LREM', p..'active', -1, id)
    local job = call('HMGET', p..id, 'tenant', 'tk')
    if job[1] then
      call('HINCRBY', p..id, 'stc', 1)
      call('HSET', p..id, 'cr', job[2] or '')
      again(id, job[1])
    end
  end
end
local function skip(lane, isLong)
  local head = call('LINDEX', p..'lane:'..lane, 0)
  local exists = head and call('EXISTS', p..head) == 1
  if exists and not isLong then return end
  if head then call('LPOP', p..'lane:'..lane) end
  if exists then call('HSET', p..head, 'off', '1') end
  pass(lane)
end
for _, lane in ipairs(call('ZRANGEBYSCORE', p..'holds', 0, t - ARGV[2], 'LIMIT', 0, 100)) do skip(lane, true) end
-- What BullMQ's own removal leaves behind: keys held by nobody, waits of nobody.
local holds = call('ZSCAN', p..'holds', call('HGET', p..'turn', 'ch') or '0', 'COUNT', 100)
for i = 1, #holds[2], 2 do skip(holds[2][i], false) end
local parked = call('ZSCAN', p..'parked', call('HGET', p..'turn', 'cp') or '0', 'COUNT', 100)
for i = 1, #parked[2], 2 do
  local id = parked[2][i]
  if not call('ZSCORE', p..'delayed', id) then
    unpark(id, call('HGET', p..id, 'wf') or '')
  end
end
call('HSET', p..'turn', 'ch', holds[1], 'cp', parked[1])
local v = tonumber(call('HGET', p..'turn', 'v') or 0)
local scan = call('HSCAN', p..'flows', call('HGET', p..'turn', 'c') or '0', 'COUNT', 100)
for i = 1, #scan[2], 2 do if tonumber(scan[2][i + 1]) <= v then call('HDEL', p..'flows', scan[2][i]) end end
call('HSET', p..'turn', 'c', scan[1])
for _, id in ipairs(call('ZRANGEBYSCORE', p..'orphans', 0, t, 'LIMIT', 0, 100)) do out[#out + 1] = id end
return out`)

/**
 * Puts a job aside that was just started by a worker without its handler: as if it had not been started. ARGV id, token, orphanAfterMs.
 * Wakes a worker that has the handler, if one lives. Returns 1, or 0 when the lease is not held any more.
 */
export const PUT_ASIDE = script(`
local id = ARGV[1]
if call('GET', p..id..':lock') ~= ARGV[2] then return 0 end
call('DEL', p..id..':lock')
call('LREM', p..'active', -1, id)
call('HINCRBY', p..id, 'ats', -1)
call('HDEL', p..id, 'tk')
local job = call('HMGET', p..id, 'name', 'priority')
local dead = int(t + tonumber(ARGV[3]))
call('HSET', p..id, 'wf', 'handler:'..job[1], 'due', dead)
call('ZADD', p..'aside:'..job[1], job[2], id)
call('ZADD', p..'parked:handler:'..job[1], job[2], id)
call('ZADD', p..'parked', NEVER, id)
call('ZADD', p..'orphans', dead, id)
delay(id, NEVER)
local live = worker(job[1])
if live then
  call('ZADD', p..'marker:'..live, 0, '0')
  call('PEXPIRE', p..'marker:'..live, 60000)
end
return 1`)

/** Says that a worker lives. ARGV worker, for how long (ms), then its handlers. Returns 1 when jobs of them were put aside. */
export const REGISTER = script(`
permit()
local any = 0
for i = 3, #ARGV do
  call('HSET', p..'handlers', ARGV[i], int(t + ARGV[2])..' '..ARGV[1])
  if call('EXISTS', p..'aside:'..ARGV[i]) == 1 then any = 1 end
end
return any`)

/** Starts jobs that were put aside. ARGV leaseMs, how many tokens, the tokens, then handlers. Returns the started jobs, as TAKE; false while it is paused. */
export const CLAIM = script(`
if paused() then return false end
local out, count = {}, tonumber(ARGV[2])
for i = 3 + count, #ARGV do
  while #out < count do
    local id = call('ZRANGE', p..'aside:'..ARGV[i], 0, 0)[1]
    if not id then break end
    unpark(id, 'handler:'..ARGV[i])
    call('ZREM', p..'aside:'..ARGV[i], id)
    if call('ZREM', p..'delayed', id) == 1 then
      call('HSET', p..id, 'due', t)
      out[#out + 1] = start(id, ARGV[3 + #out], ARGV[1])
    end
  end
end
return out`)

/**
 * Makes a job that was put aside a dead letter. ARGV id, code, reason, orphanAfterMs. Returns 1, or 0 when it was started meanwhile
 * or a worker with its handler lives, which gives it the time anew.
 */
export const BURY = script(`
permit()
local id = ARGV[1]
local job = call('HMGET', p..id, 'wf', 'name')
if not call('ZSCORE', p..'orphans', id) then return 0 end
if worker(job[2]) then call('ZADD', p..'orphans', int(t + ARGV[4]), id) return 0 end
unpark(id, job[1])
call('ZREM', p..'delayed', id)
bury(id, ARGV[2], ARGV[3])
return 1`)

/** Makes dead letters due again, as new ones. ARGV ids. Returns how many. */
export const RETRY = script(`
permit()
local n = 0
local crowded = promote()
for _, id in ipairs(ARGV) do
  if call('ZREM', p..'failed', id) == 1 and call('EXISTS', p..id) == 1 then
    n = n + 1
    call('HDEL', p..id, 'atm', 'stc', 'dc', 'failedReason', 'finishedOn', 'off', 'ls', 'rn', 'stacktrace')
    call('HSET', p..id, 'due', t, 'timestamp', t)
    local job = call('HMGET', p..id, 'tenant', 'lane')
    if not job[2] or not join(id, job[2]) then place(id, job[1], t, crowded) end
  end
end
return n`)

/**
 * Removes jobs that do not run. ARGV the state that they must be in ('' any), then ids. Returns how many; without a state the id of a job that runs, when
 * there is one: then nothing was removed.
 */
export const REMOVE = script(`
if ARGV[1] == '' then
  for i = 2, #ARGV do if call('LPOS', p..'active', ARGV[i]) then return ARGV[i] end end
end
local n = 0
for i = 2, #ARGV do
  local id = ARGV[i]
  local job = call('HMGET', p..id, 'tenant', 'wf', 'priority')
  if job[1] and (ARGV[1] == '' or state(id) == ARGV[1]) then
    n = n + 1
    if job[2] then unpark(id, job[2]) end
    unfront(id, job[1])
    if call('ZREM', p..'prioritized', id) == 1 then
      -- The last of its tenant's row gives its turn back.
      if tonumber(call('HGET', p..'flows', job[1]) or 0) == job[3] + 1 then call('HSET', p..'flows', job[1], job[3]) end
    else
      local _ = call('ZREM', p..'delayed', id) + call('ZREM', p..'waiting-children', id) + call('ZREM', p..'failed', id) + call('LREM', p..'wait', 0, id)
    end
    release(id)
    erase(id)
  end
end
return n`)

/** Makes due jobs ready, as every other script does by the way. Returns 1 when there are more than one call takes. */
export const PROMOTE = script(`
permit()
return promote() and 1 or 0`)

/** The fields of {@link VIEW}, in order. */
export const VIEW_FIELDS = [
  'name', 'tenant', 'key', 'eid', 'et', 'timestamp', 'due', 'atm', 'stc', 'ats', 'rn', 'wf', 'ws', 'dc', 'failedReason', 'finishedOn', 'v'
] as const

/** Reads fields of jobs. ARGV ids. Returns per job its {@link VIEW_FIELDS}; false for one that is gone. */
export const VIEW = script(`
local out = {}
for i, id in ipairs(ARGV) do
  local job = call('HMGET', p..id, '${VIEW_FIELDS.join("', '")}')
  out[i] = job[1] and job
end
return out`)

/** Reads one job. ARGV id. Returns its state and the fields of its hash with 'body' where the event is shared; false when there is none. */
export const GET = script(`
local id = ARGV[1]
local job = call('HGETALL', p..id)
if #job == 0 then return false end
local ev = call('HGET', p..id, 'ev')
if ev then job[#job + 1] = 'body' job[#job + 1] = call('HGET', p..'ev:'..ev, 'body') end
return {state(id), job}`)

/**
 * Counts. Returns ready, delayed, held, waiting, running, dead, and the least due time of the jobs at the head of the ready ones: every tenant's first
 * job has a tag of at most one above the virtual time, so that is all of them up to 500.
 */
export const STATS = script(`
local v = tonumber(call('HGET', p..'turn', 'v') or 0)
local oldest = false
for _, id in ipairs(call('ZRANGEBYSCORE', p..'prioritized', 0, int((v + 2) * 0x100000000), 'LIMIT', 0, 500)) do
  local due = tonumber(call('HGET', p..id, 'due'))
  if due and (not oldest or due < oldest) then oldest = due end
end
local due = call('ZCOUNT', p..'delayed', 0, int((t + 1) * 0x1000 - 1))
local late = call('ZCOUNT', p..'parked', 0, t)
if due > 0 then
  local first = math.floor(tonumber(call('ZRANGE', p..'delayed', 0, 0, 'WITHSCORES')[2]) / 0x1000)
  if not oldest or first < oldest then oldest = first end
end
local parked = call('ZCARD', p..'parked')
return {call('ZCARD', p..'prioritized') + call('LLEN', p..'wait') + due, call('ZCARD', p..'delayed') - parked - due + late,
  call('ZCARD', p..'waiting-children'), parked - late, call('LLEN', p..'active'), call('ZCARD', p..'failed'), oldest and int(oldest)}`)
