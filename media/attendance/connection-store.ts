import type { EventEnvelope } from '#contracts/event.ts';
import type { NodeId, VisitId } from '#contracts/ids.ts';
import type { Collection, Document, Store } from '#platform/store/store.ts';
import type { ConnectionFacts, EndOfConnection } from './attendance-log.ts';

/** One connection. `openOn` names the node while it is open, and is absent afterwards. */
type Connection = Document &
  ConnectionFacts & { nodeId: NodeId; openOn?: string; forgetAt?: number } & Partial<EndOfConnection>;
/** When a node last said that its connections stand. */
type Beat = Document & { at: number };

const indexes = {
  open: { fields: ['openOn'] },
  openIn: { fields: ['visitId', 'openOn'] },
  ofVisit: { fields: ['visitId'] },
  forget: { fields: ['forgetAt'], expires: true },
} as const;
type Indexes = keyof typeof indexes;

/** Long enough to look into what billing rests on; the attendance log itself is kept by visits. */
const keptMs = 7 * 24 * 3_600_000;

export type OpenConnectionDocument = ConnectionFacts & { nodeId: NodeId };
export type KnownConnection = OpenConnectionDocument & Partial<EndOfConnection>;

/** The only place that touches the connections and the beats of nodes. */
export class ConnectionStore {
  readonly #connections: Collection<Connection, Indexes>;
  readonly #beats: Collection<Beat>;

  static async open(store: Store): Promise<ConnectionStore> {
    const connections = await store.collection<Connection, Indexes>({ name: 'connections', indexes });
    return new ConnectionStore(connections, await store.collection<Beat>({ name: 'beats', indexes: {} }));
  }

  private constructor(connections: Collection<Connection, Indexes>, beats: Collection<Beat>) {
    this.#connections = connections;
    this.#beats = beats;
  }

  /** A repeat changes nothing. */
  async open(facts: OpenConnectionDocument, event: EventEnvelope): Promise<void> {
    if (await this.#connections.findById(facts.connectionId)) return;
    const draft = { _id: facts.connectionId, ...facts, openOn: facts.nodeId };
    await this.#connections.insert(draft, { events: [event] });
  }

  /** Closing what is closed changes nothing. */
  async close(connectionId: string, end: EndOfConnection, event: EventEnvelope): Promise<void> {
    await this.#connections.change(connectionId, ({ openOn, ...document }) => {
      if (openOn === undefined) return undefined;
      return { document: { ...document, ...end, forgetAt: end.disconnectedAt + keptMs }, events: [event] };
    });
  }

  /** All of one visit, also those that are over. */
  async listIn(visitId: VisitId): Promise<KnownConnection[]> {
    const { items } = await this.#connections.find({ index: 'ofVisit', equals: { visitId }, limit: 1_000 });
    return items;
  }

  /** Those of one visit that stand. */
  async listOpenIn(visitId: VisitId): Promise<OpenConnectionDocument[]> {
    const { items } = await this.#connections.find({
      index: 'openIn',
      equals: { visitId },
      range: { field: 'openOn', after: '' },
      limit: 1_000,
    });
    return items;
  }

  async listOpen(): Promise<OpenConnectionDocument[]> {
    const { items } = await this.#connections.find({
      index: 'open',
      range: { field: 'openOn', after: '' },
      limit: 1_000,
    });
    return items;
  }

  async beat(nodeId: string, at: number): Promise<void> {
    const known = await this.#beats.findById(nodeId);
    if (known) await this.#beats.change(nodeId, (beat) => ({ document: { ...beat, at } }));
    else await this.#beats.insert({ _id: nodeId, at });
  }

  async lastBeat(nodeId: string): Promise<number | undefined> {
    return (await this.#beats.findById(nodeId))?.at;
  }
}
