import type { SocketContract } from '../define.ts';
import { CallSocket } from './call.ts';
import { ChatSocket } from './chat.ts';
import { LiveSocket } from './live.ts';
import { SessionsSocket } from './sessions.ts';

/** The number of this protocol. A server also accepts the one before it. */
export const socketProtocol = 1;

/** Every socket contract with the service that answers it. Several may share a namespace. */
export const everySocket = [
  { service: 'media', contract: CallSocket },
  { service: 'chat', contract: ChatSocket },
  { service: 'visits', contract: LiveSocket },
  { service: 'media', contract: SessionsSocket },
] as const satisfies readonly { service: string; contract: SocketContract }[];
