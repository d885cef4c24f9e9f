import { afterEach, describe, expect, it } from 'vitest';
import { TestBrowser } from '../../kit/browser/browser.ts';
import { seeEachOther, startCall } from '../../kit/browser/visit-pages.ts';
import { Network } from '../../kit/network/network.ts';
import { TurnServer } from '../../kit/network/turn-server.ts';
import { WayIn } from '../../kit/network/way-in.ts';
import { whyNoNetwork } from '../../kit/network/why-no-network.ts';
import { World } from '../../kit/world.ts';

const port = '3000';
const noUdp = { toClient: { isUdpCut: true }, toServer: { isUdpCut: true } };

describe('a visit where UDP is blocked', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  function keep<T extends { close(): Promise<void> }>(thing: T): T {
    closing.push(() => thing.close());
    return thing;
  }

  async function openWorld(network: Network, settings: Record<string, string> = {}) {
    const { url } = keep(await WayIn.create(network, Number(port)));
    const site = `http://${network.server.address}:${port}`;
    const through = ['ip', 'netns', 'exec', network.server.namespace];
    const env = { BEDSIDE_PORT: port, BEDSIDE_PUBLIC_URL: site, ...settings };
    const world = keep(await World.create({ through, url, env }));
    return { world, site: () => site };
  }

  it("goes over the media worker's TCP port", async ({ skip }) => {
    const obstacle = whyNoNetwork();
    if (obstacle !== undefined) skip(obstacle);
    const network = keep(await Network.create({ shape: noUdp }));
    const { world, site } = await openWorld(network);
    const browser = keep(await TestBrowser.create({ site, network }));
    const cast = await world.visit();
    await seeEachOther(await startCall(browser, cast), cast);
    expect((await network.counts()).toServer.cut).toBeGreaterThan(0);
  });

  it('goes through a TURN server, with a name and password that Bedside gave', async ({ skip }) => {
    const obstacle = whyNoNetwork();
    if (obstacle !== undefined) skip(obstacle);
    const network = keep(await Network.create({ shape: noUdp }));
    const turn = keep(await TurnServer.create(network));
    const { world, site } = await openWorld(network, turn.env);
    const browser = keep(await TestBrowser.create({ site, network, isRelayOnly: true }));
    const cast = await world.visit();
    await seeEachOther(await startCall(browser, cast), cast);
    // Both people, each with one connection to send and one to receive.
    expect(turn.relayed).toBeGreaterThanOrEqual(4);
  });
});
