import type { UserActor } from '#contracts/actor.ts';
import { NodeDrained, NodeResumed } from '#contracts/events/media.ts';
import type { NodeId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import type { Collection, Document, Store } from '#platform/store/store.ts';
import type { DrainNotes } from '../leases/node-drain.ts';

type FactRow = Document & { expiresAt: number };
type Deps = { store: Store; now: Now; newId: NewId };

/** The audit trail keeps the fact; the row only carries it there. */
const keptMs = 7 * 24 * 3_600_000;

/** What administrators did with this node, told to the audit trail. */
export class NodeFacts {
  readonly #rows: Collection<FactRow, 'expiry'>;
  readonly #deps: Deps;

  static async open(deps: Deps): Promise<NodeFacts> {
    const indexes = { expiry: { fields: ['expiresAt'], expires: true } } as const;
    const rows = await deps.store.collection<FactRow, 'expiry'>({ name: 'node_facts', indexes });
    return new NodeFacts(rows, deps);
  }

  private constructor(rows: Collection<FactRow, 'expiry'>, deps: Deps) {
    this.#rows = rows;
    this.#deps = deps;
  }

  /** What this administrator does with this node. Each resolves when it is durable. */
  of(actor: UserActor, nodeId: NodeId): DrainNotes {
    return {
      drained: () => this.#keep(NodeDrained, actor, nodeId),
      resumed: () => this.#keep(NodeResumed, actor, nodeId),
    };
  }

  async #keep(
    contract: typeof NodeDrained | typeof NodeResumed,
    actor: UserActor,
    nodeId: NodeId,
  ): Promise<void> {
    const event = createEvent(contract, { actor, tenantId: actor.tenantId, data: { nodeId } }, this.#deps);
    await this.#rows.insert({ _id: event.id, expiresAt: this.#deps.now() + keptMs }, { events: [event] });
  }
}
