import { script } from './lua.js'

/*
 * The scripts of the store. Their keys:
 *
 *   r:<key>   hash   v value, r rank, e expiresAt, f format number; PEXPIREAT
 *   keys      zset   every key, all of score 0, so that it is in the order of the keys' bytes
 *   expiries  zset   key -> expiresAt, for those that have one
 *
 * KEYS[1] is the prefix of all keys; its hash tag decides the node. Time is the server's throughout (TIME). Records whose expiry has come are
 * missing, whether Redis removed them or not; every write clears up to ten of them out of `keys`.
 */

/** Reads one record. ARGV key. Returns value, rank, expiresAt, format number; false when there is none. */
export const STORE_GET = script(`
return readable(ARGV[1])`)

/**
 * Writes one record. ARGV key, value, when (always, absent, newer), rank ('' none), expiresAt ('' never), format number. Returns 1, or 0
 * when it was not to be written.
 */
export const STORE_PUT = script(`
local key, when, rank = ARGV[1], ARGV[3], ARGV[4]
local old = readable(key)
if old and (when == 'absent' or (when == 'newer' and old[2] and tonumber(old[2]) >= tonumber(rank))) then return 0 end
record(key, ARGV[2], rank, ARGV[5], ARGV[6])
clear()
return 1`)

/**
 * Adds to a counter. ARGV key, by, expiresAt ('' never), format number. Returns 'ok' and the sum; 'sum' and the sum that is no safe integer;
 * 'other' for a record that is no counter; 'format' and its number for one of a newer release.
 */
export const STORE_ADD = script(`
local old = readable(ARGV[1])
local digits = old and old[1] or '0'
if old and tonumber(old[4]) > tonumber(ARGV[4]) then return {'format', old[4]} end
if digits ~= '0' and not (#digits < 18 and string.find(digits, '^%-?[1-9]%d*$')) then return {'other', ''} end
if math.abs(tonumber(digits)) > 9007199254740991 then return {'other', ''} end
local sum = tonumber(digits) + tonumber(ARGV[2])
if math.abs(sum) > 9007199254740991 then return {'sum', string.format('%.0f', sum)} end
local expires = ARGV[3]
if old then expires = old[3] or '' end
local text = sum == 0 and '0' or string.format('%.0f', sum)
record(ARGV[1], text, '', expires, ARGV[4])
clear()
return {'ok', text}`)

/** Deletes one record. ARGV key. Returns 1, or 0 when there was no readable one. */
export const STORE_DELETE = script(`
local old = readable(ARGV[1])
forget(ARGV[1])
return old and 1 or 0`)

/**
 * Reads a page. ARGV least and greatest key as ZRANGEBYLEX takes them, limit, bytes of values after which a page ends. Returns '1' when there
 * is more, then per record: key, and as STORE_GET.
 */
export const STORE_LIST = script(`
local out, bytes, from = {'0'}, 0, ARGV[1]
while true do
  local keys = call('ZRANGEBYLEX', p..'keys', from, ARGV[2], 'LIMIT', 0, 100)
  for _, key in ipairs(keys) do
    local found = readable(key)
    if not found then forget(key)
    elseif #out > tonumber(ARGV[3]) or bytes >= tonumber(ARGV[4]) then out[1] = '1' return out
    else
      out[#out + 1] = {key, found[1], found[2], found[3], found[4]}
      bytes = bytes + #found[1]
    end
  end
  if #keys < 100 then return out end
  from = '('..keys[100]
end`)
