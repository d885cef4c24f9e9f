import { createHash } from 'node:crypto';
import type { MediaNode } from '#contracts/call/place.ts';
import type { Random } from '#platform/clock.ts';
import { alike, loadOfWorker } from './load.ts';

type Choice = { region: string; random: Random };

/**
 * The node for a new room: of this region if one is there, not draining, least loaded. Among those that are about as
 * free it is chance, so that many rooms at once do not all go to the one that was a little freer.
 */
export function chooseNode(nodes: readonly MediaNode[], { region, random }: Choice): MediaNode | undefined {
  const open = nodes.filter(({ isDraining, workers }) => !isDraining && workers.length > 0);
  const near = open.filter((node) => node.region === region);
  const candidates = near.length > 0 ? near : open;
  const least = Math.min(...candidates.map(loadOf));
  const free = candidates.filter((node) => loadOf(node) <= least + alike);
  return free[Math.floor(random() * free.length)];
}

/** The same node whoever asks, none that drains: for a room that nobody can look up or claim while the cluster is away. */
export function agreeOnNode(nodes: readonly MediaNode[], key: string): MediaNode | undefined {
  const weightOf = ({ nodeId }: MediaNode) => createHash('sha1').update(`${key} ${nodeId}`).digest('hex');
  const open = nodes.filter(({ isDraining }) => !isDraining);
  return open.toSorted((one, other) => (weightOf(one) < weightOf(other) ? -1 : 1))[0];
}

/** How busy its workers are, 0 to 1 and over. */
function loadOf({ workers }: MediaNode): number {
  const loads = workers.map(loadOfWorker);
  return loads.reduce((sum, load) => sum + load, 0) / loads.length;
}
