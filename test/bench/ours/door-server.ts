import { createServer } from 'node:http';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import { systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { openSocketDoor } from '#platform/sockets/door.ts';
import { openSocketServer } from '#platform/sockets/socket-server.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { actorWith } from '../../kit/actors.ts';

// The socket door as it is, before a request that is acknowledged with what it carried. The argument is how many people
// get a token; nobody is refused for asking often, but everybody is counted.
const [people = '1'] = process.argv.slice(2);
const tokens = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now: systemNow });
const http = createServer();
const { io } = openSocketServer(http);

openSocketDoor({
  io,
  services: [
    {
      contract: ChatSocket,
      handlers: { 'message:send': async (_caller: unknown, input: unknown) => input },
      mayHear: {},
    },
  ],
  verifyAccess: (token) => tokens.verifyAccess(token),
  rateLimit: createRateLimit({ factor: 1_000_000 }),
  now: systemNow,
  log: silentLog,
  metrics: createMetrics({ processMetrics: true }),
});

const auths = Array.from({ length: Number(people) }, () => ({
  token: tokens.signAccess(actorWith('nurse')).token,
  protocol: socketProtocol,
}));
http.listen(0, '127.0.0.1', () => process.send?.({ address: http.address(), auths }));
