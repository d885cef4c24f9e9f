import { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Writable } from 'node:stream';
import { z } from 'zod';

const Spawned = z.object({ process: z.instanceof(ChildProcess) });
/** The pipe on which mediasoup writes its requests to a worker, of those that it gives the process. */
const requestsPipe = 3;

/**
 * Starts a worker's process so that what one turn asks of it goes over its pipe in one piece. Setting up a visit takes two
 * dozen requests, many of them in the same turn, and mediasoup makes a system call for each. Where mediasoup keeps its
 * pipes in another way one day, it writes as it does of its own accord.
 */
export function gatherRequests<T>(start: () => T): T {
  const children: ChildProcess[] = [];
  const note = (message: unknown) => {
    const spawned = Spawned.safeParse(message);
    if (spawned.success) children.push(spawned.data.process);
  };
  subscribe('child_process', note);
  try {
    return start();
  } finally {
    unsubscribe('child_process', note);
    const pipe = children[0]?.stdio[requestsPipe];
    if (pipe instanceof Writable) gatherWrites(pipe);
  }
}

type Done = (error?: Error | null) => void;

/** What is written in one turn is sent in its order at the end of that, after all that its promises still write. */
export function gatherWrites(stream: Writable): void {
  const write = stream.write.bind(stream);
  const destroy = stream.destroy.bind(stream);
  let isGathering = false;
  const send = () => {
    isGathering = false;
    stream.uncork();
  };
  stream.write = (chunk: unknown, encoding?: BufferEncoding | Done, done?: Done) => {
    if (!isGathering) {
      isGathering = true;
      stream.cork();
      process.nextTick(send);
    }
    return Reflect.apply(write, undefined, [chunk, encoding, done]);
  };
  // The last that is written tells the worker to end.
  stream.destroy = (error?: Error) => {
    if (isGathering) stream.uncork();
    return destroy(error);
  };
}
