import { MediaNode, type RoomPlace } from '#contracts/call/place.ts';
import type { RpcClient } from '#contracts/define.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import type { LendingRpc } from '#contracts/rpc/lending.ts';
import type { NewId, Random } from '#platform/clock.ts';
import type { NodeRow } from '#platform/cluster/cluster.ts';
import type { RememberedNodes } from '#platform/cluster/remember-nodes.ts';
import type { Log } from '#platform/log.ts';
import { chooseNode } from '#platform/placement/choose-node.ts';
import { fullLoad, loadOfWorker } from '#platform/placement/load.ts';
import type { PipeEnds } from '../lending/pipe-ends.ts';
import type { LocalOutlet } from '../outlets/local-outlet.ts';
import { BorrowedOutlet } from './borrowed-outlet.ts';

type Deps = {
  nodes: Pick<RememberedNodes, 'rows'>;
  lenderAt: (address: string) => RpcClient<LendingRpc>;
  pipes: PipeEnds;
  place: RoomPlace;
  region: string;
  random: Random;
  newId: NewId;
  log: Log;
};
type Room = { tenantId: TenantId; visitId: VisitId; origin: LocalOutlet };
/** A region; `undefined` means any but the own. */
export type Where = string | undefined;

/** The other media nodes, which lend to large rooms of this one. */
export class Lenders {
  readonly #deps: Deps;
  readonly #borrowed = new Set<BorrowedOutlet>();
  readonly #read = new WeakMap<NodeRow, MediaNode | undefined>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Where this node stands. */
  get region(): string {
    return this.#deps.region;
  }

  /** An outlet on the one with the least to do there; `undefined` if none there has room, or it does not lend now. */
  async borrow(room: Room, where: Where): Promise<BorrowedOutlet | undefined> {
    const { lenderAt, region, random, log } = this.#deps;
    const node = chooseNode(this.#withRoom(where), { region, random });
    if (!node) return undefined;
    try {
      const lender = lenderAt(node.address);
      const outlet = await BorrowedOutlet.open(room, { ...this.#deps, lender, node });
      this.#borrowed.add(outlet);
      outlet.once('closed', () => this.#borrowed.delete(outlet));
      const { visitId } = room;
      outlet.once('lost', (err) =>
        log.warn({ visitId, lender: node.nodeId, err }, 'what another media node lent is lost'),
      );
      log.info(
        { visitId, lender: node.nodeId, region: node.region },
        'a large room receives on another node, too',
      );
      return outlet;
    } catch (err) {
      log.warn({ visitId: room.visitId, lender: node.nodeId, err }, 'another media node did not lend');
      return undefined;
    }
  }

  /** Whether it is there and takes another viewer: by its row, which may be a little old, and by what was brought there. */
  hasRoom({ node, workerPid, consumers, isClosed, isLeaving }: BorrowedOutlet, where: Where): boolean {
    const row = this.#nodesIn(where).find(({ instanceId }) => instanceId === node.instanceId);
    const worker = row?.workers.find(({ pid }) => pid === workerPid);
    if (isClosed || isLeaving || !worker || row?.isDraining) return false;
    return loadOfWorker({ cpu: worker.cpu, consumers: Math.max(worker.consumers, consumers) }) < fullLoad;
  }

  /** That process is gone. */
  onNodeLost(instanceId: string): void {
    for (const outlet of this.#borrowed) if (outlet.node.instanceId === instanceId) outlet.lose();
  }

  #withRoom(where: Where): MediaNode[] {
    const { place } = this.#deps;
    return this.#nodesIn(where).filter(
      (node) =>
        node.instanceId !== place.instanceId &&
        node.workers.some((worker) => loadOfWorker(worker) < fullLoad),
    );
  }

  #nodesIn(where: Where): MediaNode[] {
    const isThere = ({ region }: MediaNode) =>
      where === undefined ? region !== this.region : region === where;
    return this.#rows().filter(isThere);
  }

  #rows(): MediaNode[] {
    return this.#deps.nodes.rows().flatMap((row) => {
      // A row that is written anew is another object; each is read by many who come.
      if (!this.#read.has(row)) this.#read.set(row, MediaNode.safeParse(row.data).data);
      return this.#read.get(row) ?? [];
    });
  }
}
