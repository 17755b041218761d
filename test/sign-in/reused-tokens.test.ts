import { expect } from 'chai';
import type { ActivityEvent } from '../../src/audit/activity-store.ts';
import type { Application } from '../harness/application.ts';
import { createWorld, everyoneNow, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

/** How often each kind was used again at a client, by the log of everything. */
async function reusesAt({ server }: World, { clientId }: Application): Promise<readonly string[]> {
  const rows = await server.countersign.db.sql<{ used: string }>(
    `SELECT e.detail->>'used' AS used FROM audit_events e
     WHERE e.type = 'token.reused' AND e.detail->>'client' = $1`,
    [clientId],
  );
  return rows.map(({ used }) => used);
}

/** What the organization's own log says of reuses. */
async function seenBy({ server, slug }: World): Promise<ActivityEvent[]> {
  const { db } = server.countersign;
  const organization = await db.organizations.findBySlug(slug);
  const { events } = await db.activity.list(organization?.id ?? '', {}, { limit: 200, before: null });
  return events.filter(({ type }) => type === 'token.reused');
}

function redeemAgain({ server }: World, application: Application, body: Record<string, string>) {
  const headers = application.credentials();
  return fetch(`${server.issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(body) });
}

describe('a code or token that comes a second time', () => {
  it('is an event, when everything of its grant is gone: a refresh token', async () => {
    const world = await createWorld();
    const { application, greta } = world;
    const { answer } = await signIn(application, greta);
    const { refresh_token: first = '' } = await application.redeem(answer);
    const { refresh_token: second = '' } = await application.refresh(first);
    expect(await reusesAt(world, application)).to.deep.equal([]);
    for (const token of [first, first, second])
      expect(await refusedWith(application.refresh(token))).to.equal('invalid_grant');
    expect(await reusesAt(world, application)).to.deep.equal(['refresh_token']);
  });

  it('is an event: a code', async () => {
    const world = await createWorld();
    const { application, greta } = world;
    const { answer } = await signIn(application, greta);
    const redemption = application.redemption(answer);
    const { refresh_token: token = '' } = await application.redeem(answer);
    for (const _ of [1, 2]) expect((await redeemAgain(world, application, redemption)).status).to.equal(400);
    expect(await refusedWith(application.refresh(token))).to.equal('invalid_grant');
    expect(await reusesAt(world, application)).to.deep.equal(['authorization_code']);
  });

  it('is one event of many at the same time', async () => {
    const world = await createWorld();
    const { application, greta } = world;
    const { answer } = await signIn(application, greta);
    const { refresh_token: token = '' } = await application.redeem(answer);
    await Promise.all(Array.from({ length: 10 }, () => refusedWith(application.refresh(token))));
    expect(await reusesAt(world, application)).to.deep.equal(['refresh_token']);
  });

  it('ruling 33: stands in the log of the organization whose policy takes part, and of no other', async () => {
    for (const [enforcement, seen] of [
      [everyoneNow, 1],
      [null, 0],
    ] as const) {
      const world = await createWorld({ enforcement });
      const { application, tomas } = world;
      const { answer } = await signIn(application, tomas);
      const { refresh_token: token = '' } = await application.redeem(answer);
      await application.refresh(token);
      await refusedWith(application.refresh(token));
      expect(await reusesAt(world, application)).to.have.length(1);
      const events = await seenBy(world);
      expect(events.map(({ target, actor, detail }) => [target?.email, actor.kind, detail])).to.deep.equal(
        Array(seen).fill([tomas.email, 'system', { client: application.clientId, used: 'refresh_token' }]),
      );
    }
  });
});
