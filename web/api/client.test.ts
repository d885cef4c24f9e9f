import { describe, expect, it } from 'vitest';
import { IdentityHttp } from '#contracts/http/identity.ts';
import { VisitsHttp } from '#contracts/http/visits.ts';
import { UserId, VisitId } from '#contracts/ids.ts';
import { createClient } from './client.ts';
import { createSend } from './send.ts';

const visitId = VisitId.parse('01890a5d-ac96-774b-bcce-b302099a8057');
const userId = UserId.parse(visitId);
type Asked = { url: string; init: RequestInit; headers: Headers };

function createWorld(answer: (asked: Asked) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    const one = {
      url: url instanceof Request ? url.url : url.toString(),
      init,
      headers: new Headers(init.headers),
    };
    asked.push(one);
    return answer(one);
  };
  let keys = 0;
  const send = createSend({ fetch, newKey: () => `key-${++keys}` });
  let token = 'old';
  let renewals = 0;
  const tokens = {
    current: async () => token,
    renew: async () => {
      renewals += 1;
      token = 'new';
      return token;
    },
  };
  const clients = {
    visits: createClient(VisitsHttp, { send, tokens }),
    identity: createClient(IdentityHttp, { send, tokens }),
  };
  return { asked, ...clients, renewals: () => renewals };
}
const json = (body: unknown, status = 200) => Response.json(body, { status });

describe('createClient', () => {
  it('fills path and query and shows the token', async () => {
    const { asked, visits } = createWorld(() => json({ visits: [] }));
    await visits.listVisits({ query: { limit: 5 } });
    await visits.readVisit({ params: { visitId } });
    expect(asked.map(({ url }) => url)).toEqual(['/api/v1/visits?limit=5', `/api/v1/visits/${visitId}`]);
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer old');
  });

  it('renews an ended token once and asks again', async () => {
    const { asked, visits, renewals } = createWorld(({ headers }) =>
      headers.get('authorization') === 'Bearer new'
        ? json({ visits: [] })
        : json({ code: 'token_expired' }, 401),
    );
    await visits.listVisits();
    expect(renewals()).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('shows no token where anyone may knock', async () => {
    const { asked, identity } = createWorld(() => json({ isOpen: true }));
    await identity.readDemo();
    expect(asked[0]?.headers.has('authorization')).toBe(false);
  });

  it('sends the version that was read, and one key for one action', async () => {
    const { asked, identity, visits } = createWorld(() => json({}));
    await identity.changeUser({ params: { userId }, body: { name: 'New' } }, { ifVersion: 7 });
    await identity.inviteToVisit({ params: { visitId }, body: {} }, { idempotencyKey: 'mine' });
    await visits.rateVisit({ params: { visitId }, body: { rating: 4 } });
    expect(asked[0]?.headers.get('if-match')).toBe('"7"');
    expect(asked[1]?.headers.get('idempotency-key')).toBe('mine');
    expect(asked[2]?.headers.has('idempotency-key')).toBe(false);
  });

  it('keeps the key when a token ends in between', async () => {
    const { asked, identity } = createWorld(({ headers }) =>
      headers.get('authorization') === 'Bearer new' ? json({}) : json({ code: 'token_expired' }, 401),
    );
    await identity.inviteToVisit({ params: { visitId }, body: {} }, { idempotencyKey: 'mine' });
    expect(asked.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['mine', 'mine']);
  });

  it.each([
    [() => json({ code: 'too_early', detail: 'Later.' }, 409), 'too_early'],
    [() => new Response('<html>', { status: 502 }), 'unavailable'],
    [() => json({ type: 'about:blank', title: 'Not Found' }, 404), 'not_found'],
    [() => Promise.reject(new TypeError('Failed to fetch')), 'unavailable'],
  ])('refuses with what the server meant', async (answer, code) => {
    const { visits } = createWorld(answer);
    await expect(visits.listVisits()).rejects.toMatchObject({ name: 'Refusal', code });
  });

  it('reads how long to wait', async () => {
    const answer = () =>
      new Response('{"code":"locked_for_now"}', { status: 429, headers: { 'retry-after': '30' } });
    const { visits } = createWorld(answer);
    await expect(visits.listVisits()).rejects.toMatchObject({ retryAfterMs: 30_000 });
  });
});
