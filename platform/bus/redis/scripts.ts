import { defineScript } from '#platform/redis/redis.ts';

// Keys: stream, reader. Arguments: group, consumer, epoch, then what each says. A reader whose lease went to another gets
// nothing any more, however long it slept: what it took then would be handled out of order.
const fence = `
local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch > tonumber(ARGV[3]) then return false end
if epoch < tonumber(ARGV[3]) then redis.call('SET', KEYS[2], ARGV[3]) end`;

/** Argument: how many. Gives the next entries that the group has not read. */
export const readNext = defineScript(`${fence}
local read = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', ARGV[4], 'STREAMS', KEYS[1], '>')
if not read then return {} end
return read[1][2]`);

/** Arguments: where to go on, how many. Takes what any reader of the group has read and not finished, oldest first. */
export const claimUnfinished = defineScript(`${fence}
return redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[4], 'COUNT', ARGV[5])`);
