import type { RoomRef, SocketContract, SocketRequest } from '#contracts/define.ts';
import { roomName } from './announcer.ts';
import type { BoundSocketService, SocketCaller } from './socket-service.ts';
import type { ClientSocket } from './socket-server.ts';

/** A request by its name, and the service that answers it. */
export type BoundRequest = { name: string; request: SocketRequest; service: BoundSocketService };

/** Joins the rooms that a request asks to hear, once their owner has said yes. Answers those that are new. */
export async function enterRooms(
  socket: ClientSocket,
  caller: SocketCaller,
  { name, request, service }: BoundRequest,
  input: never,
): Promise<RoomRef[]> {
  if (!request.joins) return [];
  const mayHear = service.mayHear[name];
  if (!mayHear) throw new Error(`Nobody says who may hear ${name}.`);
  await mayHear(caller, input);
  const joined = (socket.data.joined ??= new Map<object, RoomRef[]>());
  const before = joined.get(service.contract) ?? [];
  const entered = request
    .joins(input, caller.actor)
    .filter((room) => !before.some((one) => isSame(one, room)));
  joined.set(service.contract, [...before, ...entered]);
  await socket.join(entered.map((room) => roomName(caller.actor.tenantId, room)));
  return entered;
}

export async function leaveRooms(
  socket: ClientSocket,
  contract: SocketContract,
  rooms: readonly RoomRef[],
): Promise<void> {
  const joined = socket.data.joined?.get(contract) ?? [];
  const left = joined.filter((one) => rooms.some((room) => isSame(one, room)));
  socket.data.joined?.set(
    contract,
    joined.filter((one) => !left.includes(one)),
  );
  for (const room of left) await socket.leave(roomName(socket.data.actor.tenantId, room));
}

const isSame = (one: RoomRef, other: RoomRef): boolean => one.kind === other.kind && one.id === other.id;
