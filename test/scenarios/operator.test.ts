import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeId } from '#contracts/ids.ts';
import { World } from '../kit/world.ts';

describe('the organisation that operates an installation', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world?.close());

  it('is the demo where one tries Bedside out: its administrators may drain media nodes and see the settings', async () => {
    const admin = await world.demo('admin');
    const { settings } = await admin.api.admin.listSettings();
    expect(settings.map(({ name }) => name)).toContain('BEDSIDE_OPERATOR');
    const sessions = await admin.sessions();
    const { operator, nodes } = await sessions.request('sessions:watch', {});
    expect(operator).toBe('you');
    expect(nodes.length).toBeGreaterThan(0);
    const nodeId = NodeId.parse('no-such-node');
    await expect(sessions.request('node:drain', { nodeId })).rejects.toMatchObject({ code: 'not_found' });
  });
});
