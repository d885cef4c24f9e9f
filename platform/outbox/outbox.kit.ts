import type { EventEnvelope } from '#contracts/event.ts';
import type { Bus } from '#platform/bus/bus.ts';

type Take = (events: readonly EventEnvelope[]) => void | Promise<void>;

/** What the buses of one or several processes have taken. */
export function createStream() {
  const taken: EventEnvelope[] = [];
  const marks = new Set<string>();
  const ns = (key: string) => taken.filter((one) => one.key === key).map(({ data }) => data['n']);
  return {
    taken,
    ns,
    /** In which order they came for the first time. */
    firsts: (key: string) => [...new Set(ns(key))],
    /** The bus of one process. `take`: decides when, and whether. */
    bus(take: Take = () => undefined, more: Pick<Bus, 'keepPublishedMs'> = {}): Bus {
      const unused = () => Promise.reject(new Error('not used'));
      const publish = async (events: readonly EventEnvelope[]) => {
        await take(events);
        taken.push(...events);
      };
      return {
        ...more,
        publish,
        async publishMissing(events) {
          const missing = events.filter(({ id }) => !marks.has(id));
          await publish(missing);
          for (const { id } of missing) marks.add(id);
        },
        subscribe: unused,
        deadLetters: unused,
        replay: unused,
        close: unused,
      };
    },
  };
}
