import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { World } from '../../kit/world.ts';

describe('an organisation that does not operate the installation', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create({ env: { BEDSIDE_OPERATOR: newUuid() } });
  });
  afterAll(() => world?.close());

  it('sees the media nodes, and is refused to take one out of service or in', async () => {
    const sessions = await (await world.demo('admin')).sessions();
    const { operator, nodes } = await sessions.request('sessions:watch', {});
    expect(operator).toBe('another');
    expect(nodes).toHaveLength(1);
    for (const { nodeId } of nodes)
      for (const request of ['node:drain', 'node:resume'] as const)
        await expect(sessions.request(request, { nodeId })).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('does not see the settings of the servers', async () => {
    const admin = await world.demo('admin');
    await expect(admin.api.admin.listSettings()).rejects.toMatchObject({ code: 'not_permitted' });
  });
});
