import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TenantId, VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import type { LocalOutlet } from '../outlets/local-outlet.ts';
import type { BorrowedOutlet } from './borrowed-outlet.ts';
import { BorrowedOutlets } from './borrowed-outlets.ts';
import type { Where } from './lenders.ts';

class FakeOutlet extends EventEmitter<{ lost: []; leaving: []; closed: [] }> {
  readonly region: string;
  isFull = false;

  constructor(region: string) {
    super();
    this.region = region;
  }

  close(): void {
    this.emit('closed');
  }
}

/** A room of the region `here`. `lending`: the regions where one lends now. */
function setUp(...lending: string[]) {
  const asked: Where[] = [];
  const unfit: unknown[] = [];
  const regions = new Set(lending);
  const isThere = (region: string, where: Where) =>
    where === undefined ? region !== 'here' : region === where;
  const lenders = {
    region: 'here',
    async borrow(_room: object, where: Where) {
      asked.push(where);
      const region = [...regions].find((one) => isThere(one, where));
      return region === undefined ? undefined : (new FakeOutlet(region) as unknown as BorrowedOutlet);
    },
    hasRoom(outlet: unknown, where: Where) {
      return outlet instanceof FakeOutlet && isThere(outlet.region, where) && !outlet.isFull;
    },
  };
  const room = { tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) };
  const onUnfit = (outlet: unknown) => unfit.push(outlet);
  const borrowed = new BorrowedOutlets({ lenders, room, onUnfit }, {} as LocalOutlet);
  const near = async (region: string | undefined) =>
    (await borrowed.pickNear(region)) as unknown as FakeOutlet | undefined;
  const any = async () => (await borrowed.pick()) as unknown as FakeOutlet | undefined;
  return { asked, unfit, regions, near, any };
}

describe('what a large room borrows in several regions', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('is one for all who come at the same moment for the same region, and a further one when that is full', async () => {
    const { near, asked } = setUp('there', 'farther');
    const [one, same, other] = await Promise.all([near('there'), near('there'), near('farther')]);
    expect([one?.region, other?.region]).toEqual(['there', 'farther']);
    expect(same).toBe(one);
    expect(await near('there')).toBe(one);
    expect(asked).toEqual(['there', 'farther']);
    one!.isFull = true;
    expect(await near('there')).not.toBe(one);
    expect(asked).toEqual(['there', 'farther', 'there']);
  });

  it('is nothing for those of its own region, and for those of whom no region is known', async () => {
    const { near, asked } = setUp('here', 'there');
    expect(await near('here')).toBeUndefined();
    expect(await near(undefined)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is asked for again after two seconds where nobody lent, and meanwhile in other regions', async () => {
    const { near, asked, regions } = setUp('farther');
    expect(await near('there')).toBeUndefined();
    regions.add('there');
    vi.advanceTimersByTime(1_999);
    expect(await near('there')).toBeUndefined();
    expect(await near('farther')).toBeDefined();
    expect(asked).toEqual(['there', 'farther']);
    vi.advanceTimersByTime(1);
    expect(await near('there')).toBeDefined();
  });

  it('is of the own region first once the node is full, else of any, and there what is open already', async () => {
    const { near, any, asked, regions } = setUp('here', 'there');
    const far = await near('there');
    const own = await any();
    expect(own?.region).toBe('here');
    own!.isFull = true;
    regions.delete('here');
    expect(await any()).toBe(far);
    expect(asked).toEqual(['there', 'here', 'here']);
    far!.isFull = true;
    regions.clear();
    expect(await any()).toBeUndefined();
  });

  it('is told to be unfit when it is lost or goes out of service, wherever it is', async () => {
    const { near, any, unfit } = setUp('here', 'there');
    const [far, own] = [await near('there'), await any()];
    far!.emit('lost');
    own!.emit('leaving');
    expect(unfit).toEqual([far, own]);
  });
});
