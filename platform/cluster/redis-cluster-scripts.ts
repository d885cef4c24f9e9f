import { defineScript } from '#platform/redis/redis.ts';

// Each runs inside Redis in one step and tells the time by Redis' clock alone. Numbers are handed out as text: Lua would
// round an epoch to six digits.

const time = `
local function moment()
  local now = redis.call('TIME')
  return now[1] * 1000 + math.floor(now[2] / 1000)
end`;

// The newest epoch of a name outlives its lease by a day, so that epochs never go back.
const give = `${time}
local function give(holder, value, ttl, after)
  local newest = tonumber(redis.call('GET', KEYS[2]) or '0')
  local epoch = string.format('%.0f', math.max(newest + 1, tonumber(after) + 1, moment()))
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'holder', holder, 'epoch', epoch, 'value', value)
  redis.call('PEXPIRE', KEYS[1], ttl)
  redis.call('SET', KEYS[2], epoch, 'PX', math.max(86400000, 2 * ttl))
  return epoch
end`;

/** Keys: lease, newest epoch. Arguments: holder, value, ttl, an epoch to come after. Gives the epoch or nothing. */
export const acquire = defineScript(`${give}
local holder = redis.call('HGET', KEYS[1], 'holder')
if not holder then return give(ARGV[1], ARGV[2], ARGV[3], ARGV[4]) end
if holder ~= ARGV[1] then return false end
redis.call('HSET', KEYS[1], 'value', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('HGET', KEYS[1], 'epoch')`);

/** Keys: as above. Arguments: holder, value, ttl, the epoch it must still be. */
export const takeOver = defineScript(`${give}
local newest = redis.call('GET', KEYS[2])
if newest and newest ~= ARGV[4] then return false end
return give(ARGV[1], ARGV[2], ARGV[3], ARGV[4])`);

/** Keys: as above. Arguments: holder, value, ttl, epoch. Gives 1 when it is still this holder's. */
export const renew = defineScript(`
local newest = redis.call('GET', KEYS[2])
if newest and newest ~= ARGV[4] then return 0 end
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'epoch', ARGV[4], 'value', ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'PX', math.max(86400000, 2 * ARGV[3]))
return 1`);

/** Keys: as above. Arguments: epoch. Nobody has this epoch afterwards. */
export const release = defineScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], string.format('%.0f', ARGV[1] + 1), 'KEEPTTL')`);

/** Keys: lease. Gives holder, epoch, value and the time left. */
export const read = defineScript(`
local lease = redis.call('HMGET', KEYS[1], 'holder', 'epoch', 'value')
if not lease[1] then return false end
lease[4] = redis.call('PTTL', KEYS[1])
return lease`);

// Rows: a set of names by the moment they expire, and a hash of name to "<revision> <ttl> <row>".
const rows = `${time}
local function forgetExpired(now)
  local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 500)
  if #expired == 0 then return end
  redis.call('ZREM', KEYS[1], unpack(expired))
  redis.call('HDEL', KEYS[2], unpack(expired))
end
local function instanceOf(stored)
  return cjson.decode(string.match(stored, '^%S+ %S+ (.*)$')).instanceId
end
local function revision()
  local now = redis.call('TIME')
  return string.format('%.0f', now[1] * 1000000 + now[2])
end`;

/** Keys: names, rows. Arguments: name, instance, ttl, row, channel. Gives 0 when the name is another instance's. */
export const writeNode = defineScript(`${rows}
local now = moment()
forgetExpired(now)
local before = redis.call('HGET', KEYS[2], ARGV[1])
if before and instanceOf(before) ~= ARGV[2] then return 0 end
local stored = revision() .. ' ' .. ARGV[3] .. ' ' .. ARGV[4]
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], stored)
redis.call('PUBLISH', ARGV[5], 'written ' .. stored)
return 1`);

/** Keys: as above. Arguments: name, instance, channel. */
export const removeNode = defineScript(`${rows}
local before = redis.call('HGET', KEYS[2], ARGV[1])
if not before or instanceOf(before) ~= ARGV[2] then return end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[3], 'removed ' .. string.gsub(before, '^%S+', revision()))`);

/** Keys: as above. Gives what is stored of each living row, each followed by the time it has left. */
export const listNodes = defineScript(`${rows}
local now = moment()
forgetExpired(now)
local alive = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
local found = {}
for i = 1, #alive, 2 do
  local stored = redis.call('HGET', KEYS[2], alive[i])
  if stored then
    found[#found + 1] = stored
    found[#found + 1] = tonumber(alive[i + 1]) - now
  end
end
return found`);
