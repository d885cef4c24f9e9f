import type { SocketContract } from '#contracts/define.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { LiveSocket } from '#contracts/sockets/live.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { watchNetwork } from './network-watch.ts';
import type { Tokens } from './client.ts';
import { createSocketClient } from './socket-client.ts';
import { SocketLink } from './socket-link.ts';

type Deps = { address: string; tokens: Tokens; onSessionClosed: () => void };

export type Sockets = ReturnType<typeof createSockets>;

/** Every namespace over the tab's one connection. A namespace connects when it is first asked for. */
export function createSockets(deps: Deps) {
  const link = SocketLink.create(deps);
  const port = <C extends SocketContract>(contract: C) => {
    let made: ReturnType<typeof createSocketClient<C>> | undefined;
    return () => (made ??= createSocketClient(contract, link.namespace(contract.namespace)));
  };
  const ports = {
    call: port(CallSocket),
    chat: port(ChatSocket),
    live: port(LiveSocket),
    sessions: port(SessionsSocket),
  };
  // Sooner than the call mends its media, which it asks for over this.
  const endWatch = watchNetwork(() => link.reconnect(), 20);
  return {
    ...ports,
    close() {
      endWatch();
      link.close();
    },
  };
}
