import { z } from 'zod';
import { agreeOnNode as agree, chooseNode } from '#platform/placement/choose-node.ts';
import { type MediaNode, roomLease } from '#contracts/call/place.ts';
import { TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { MediaRpc } from '#contracts/rpc/media.ts';
import { askCall, elsewhere, hearCall } from '#contracts/rpc/socket-calls.ts';
import type { Random } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { isOutage } from '#platform/resilience/outage.ts';
import type { RpcRequest, RpcTransport } from '#platform/rpc/rpc.ts';
import type { MediaNodes } from './media-nodes.ts';
import type { KnownPlace, RoomKey, RoomPlaces } from './room-places.ts';
import { createSendWhileAlive } from './send-while-alive.ts';

type Deps = {
  transport: Pick<RpcTransport, 'send'>;
  places: RoomPlaces;
  nodes: MediaNodes;
  region: string;
  random: Random;
  log: Log;
};

const join = askCall('call:join');
/** What may come before any node holds the room. */
const openers: ReadonlySet<string> = new Set([join, hearCall('call:join')]);
const mostTries = 4;
/** Rooms of a lost node that are moved at the same time. */
const movedAtOnce = 20;

/**
 * Sends the requests of a call to the media node that holds its room. A room that nobody holds is opened by a join, at
 * the node that is chosen for it; the rooms of a lost node are given to others at once, and those in them are told.
 */
export class PlacedMedia {
  readonly #deps: Deps;
  readonly #send: ReturnType<typeof createSendWhileAlive>;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#send = createSendWhileAlive(deps);
  }

  start(): void {
    this.#deps.nodes.on('lost', (node) => {
      this.#moveAll(node).catch((err: unknown) =>
        this.#deps.log.error({ mediaNode: node.nodeId, err }, 'the rooms of a lost node were not all moved'),
      );
    });
  }

  async send(request: RpcRequest): Promise<unknown> {
    const { room, rooms } = roomsOf(request.input);
    if (rooms) return this.#tellClosed(request, rooms);
    for (let attempt = 1; ; attempt++) {
      const address = await this.#addressFor(room, request.call);
      try {
        const answer = await this.#send({ ...request, address });
        if (request.call === join) this.#remember(room);
        return answer;
      } catch (error) {
        const isWrongPlace = error instanceof Refusal && error.code === elsewhere;
        const isNodeLost = !this.#deps.nodes.alive.some((node) => node.address === address);
        if ((!isWrongPlace && !isNodeLost) || attempt === mostTries) throw asUsual(error);
        if (isWrongPlace) this.#deps.places.forget(room);
      }
    }
  }

  /** Where a room is must be known before its node is lost. */
  #remember(room: RoomKey): void {
    this.#deps.places.find(room).catch(() => {
      // While the cluster is away nothing can be moved either.
    });
  }

  /** The node of the room; for a join the room is given one if it has none. */
  async #addressFor(room: RoomKey, call: string): Promise<string> {
    const place = await this.#placeOf(room);
    if (place !== 'unknown' && place) {
      if (this.#deps.nodes.isAlive(place.instanceId)) return place.address;
      if (openers.has(call)) return this.#moveFrom(place);
    }
    if (!openers.has(call)) throw new Refusal('not_in_call', 'This call is not open. Please join again.');
    return (place === 'unknown' ? this.#agreeOn(room) : this.#choose()).address;
  }

  async #placeOf(room: RoomKey): Promise<KnownPlace | undefined | 'unknown'> {
    try {
      return await this.#deps.places.find(room);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unavailable') return 'unknown';
      throw error;
    }
  }

  #choose(without: readonly string[] = []): MediaNode {
    const { nodes, region, random } = this.#deps;
    const others = nodes.alive.filter(({ instanceId }) => !without.includes(instanceId));
    const chosen = chooseNode(others, { region, random });
    if (!chosen) throw new Refusal('no_media_node', 'Video is not available right now. Please try again.');
    return chosen;
  }

  #agreeOn({ tenantId, visitId }: RoomKey): MediaNode {
    return agree(this.#deps.nodes.alive, roomLease(tenantId, visitId)) ?? this.#choose();
  }

  async #moveAll(node: MediaNode): Promise<void> {
    const { places, log } = this.#deps;
    const waiting = places.of(node.instanceId);
    const moveSome = async () => {
      for (let place = waiting.pop(); place; place = waiting.pop())
        await this.#moveFrom(place).catch((err: unknown) => log.warn({ err }, 'a room was not moved'));
    };
    await Promise.all(Array.from({ length: movedAtOnce }, moveSome));
  }

  /** Has another node take the room, unless somebody else was faster. Answers where it is now. */
  async #moveFrom(place: KnownPlace): Promise<string> {
    const target = this.#choose([place.instanceId]);
    try {
      await this.#giveTo(target, place);
      return (await this.#deps.places.look(place))?.address ?? target.address;
    } catch (error) {
      if (!isOutage(error)) throw error;
    }
    // That one does not answer either, or is leaving: the next one, if there is one.
    const next = this.#choose([place.instanceId, target.instanceId]);
    await this.#giveTo(next, place);
    return (await this.#deps.places.look(place))?.address ?? next.address;
  }

  async #giveTo({ address }: MediaNode, { tenantId, visitId, epoch: fromEpoch }: KnownPlace): Promise<void> {
    const input = { tenantId, visitId, fromEpoch, isNodeLost: true };
    try {
      await this.#send({ contract: MediaRpc, call: 'room:take', input, address });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== elsewhere) throw error;
    }
  }

  async #tellClosed(request: RpcRequest, rooms: RoomKey[]): Promise<void> {
    const found = await Promise.all(rooms.map((room) => this.#placeOf(room)));
    const addresses = new Set(
      found.flatMap((place) => (place && place !== 'unknown' ? [place.address] : [])),
    );
    await Promise.all([...addresses].map((address) => this.#send({ ...request, address })));
  }
}

/** Signaling's own words stay inside. */
function asUsual(error: unknown): unknown {
  if (!(error instanceof Refusal) || error.code !== elsewhere) return error;
  return new Refusal('unavailable', 'The call is being moved. Please try again.');
}

const caller = z.object({ actor: z.object({ tenantId: TenantId }) });
const Asked = z.object({ caller, input: z.object({ visitId: VisitId }) });
const Closed = z.object({ caller, rooms: z.array(z.object({ kind: z.string(), id: z.string() })) });

function roomsOf(
  input: unknown,
): { room: RoomKey; rooms?: undefined } | { room?: undefined; rooms: RoomKey[] } {
  const closed = Closed.safeParse(input);
  if (closed.success) {
    const { tenantId } = closed.data.caller.actor;
    const visits = closed.data.rooms.filter(({ kind }) => kind === 'visit');
    return { rooms: visits.map(({ id }) => ({ tenantId, visitId: VisitId.parse(id) })) };
  }
  const { caller: asker, input: asked } = Asked.parse(input);
  return { room: { tenantId: asker.actor.tenantId, visitId: asked.visitId } };
}
