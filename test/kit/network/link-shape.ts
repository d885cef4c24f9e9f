/** How one direction of the link behaves; what is left out stays as it was. */
export type LinkShape = {
  /** Time from one end to the other. */
  delayMs?: number;
  /** Spread round the delay, evenly to both sides; packets keep their order. */
  jitterMs?: number;
  /** Share of packets that vanish, 0 to 1. */
  lossRatio?: number;
  /** undefined: unlimited. Over the limit, packets queue for up to half a second, then are dropped. */
  rateBitsPerSecond?: number | undefined;
  /** Nothing passes, and what was on its way is gone. */
  isCut?: boolean;
  /** The same for UDP alone, as behind a strict firewall. */
  isUdpCut?: boolean;
};

export type NetworkShape = { toClient?: LinkShape; toServer?: LinkShape };

/** The change as the relay reads it: null is its word for unlimited. */
export function toRelayShape(shape: NetworkShape): Record<string, Record<string, unknown>> {
  const entries = Object.entries(shape).map(([direction, link]: [string, LinkShape]) => {
    demandPossible(link);
    const hasRate = 'rateBitsPerSecond' in link;
    return [
      direction,
      hasRate ? { ...link, rateBitsPerSecond: link.rateBitsPerSecond ?? null } : { ...link },
    ] as const;
  });
  return Object.fromEntries(entries);
}

function demandPossible({
  delayMs = 0,
  jitterMs = 0,
  lossRatio = 0,
  rateBitsPerSecond = 1,
}: LinkShape): void {
  if (delayMs >= 0 && jitterMs >= 0 && lossRatio >= 0 && lossRatio <= 1 && rateBitsPerSecond > 0) return;
  throw new RangeError(
    'A link has no negative delay or jitter, a loss ratio from 0 to 1 and a rate above 0.',
  );
}
