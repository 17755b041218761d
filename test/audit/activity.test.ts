import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ActivityFilter } from '../../src/audit/activity-store.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import type { OpenDb } from '../../src/stores.ts';
import { sharedServer } from '../harness/server.ts';
import { createWorld, everyoneNow } from '../harness/world.ts';
import { later, newUser, openTestStores, start } from '../storage/support/samples.ts';
import { type AnyEvent, afters, eventOf, insertMany, listAll, recordEvents, upTo } from './support/events.ts';

const [ann, bob, cyd] = [randomUUID(), randomUUID(), randomUUID()];

/** Five events, `after` 1 to 5, a minute apart. */
async function newLog(db: OpenDb): Promise<string> {
  const organizationId = randomUUID();
  const by = (id: string) => ({ kind: 'user', id, sourceAddress: '192.0.2.7' }) as const;
  const events: readonly Partial<AnyEvent>[] = [
    { type: 'member.added', actor: by(ann), userId: bob },
    { type: 'member.changed', actor: by(ann), userId: cyd },
    { type: 'member.changed', actor: by(bob), userId: ann },
    { type: 'member.added', userId: cyd },
    { type: 'organization.updated', actor: by(bob) },
  ];
  for (const [index, event] of events.entries()) {
    const detail = { after: index + 1 };
    await db.audit.record(eventOf(organizationId, { ...event, detail }), later(index * 60));
  }
  return organizationId;
}

describe('the activity of an organization', () => {
  it('D28: says of each event who, what, when, where, to whom, before and after and why', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    const [actor, target] = [await newUser(db, { name: 'Olivia' }), await newUser(db)];
    const detail = { before: 'member', after: 'admin', reason: 'new job' };
    const by = { kind: 'user', id: actor.id, sourceAddress: '192.0.2.7' } as const;
    await db.audit.record(eventOf(organizationId, { actor: by, userId: target.id, detail }), start);
    const [event] = await listAll(db, organizationId);
    const { id, ...said } = event ?? {};
    expect(id).to.match(/^\d+$/);
    expect(said).to.deep.equal({
      at: start,
      type: 'member.changed',
      actor: { kind: 'user', id: actor.id, email: actor.email, name: 'Olivia' },
      target: { id: target.id, email: target.email },
      sourceAddress: '192.0.2.7',
      detail,
    });
  });

  it('D28: outlives the people in it', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    const [actor, target] = [await newUser(db), await newUser(db)];
    const by = { kind: 'user', id: actor.id, sourceAddress: '192.0.2.7' } as const;
    await db.audit.record(eventOf(organizationId, { actor: by, userId: target.id }), start);
    await db.sql('DELETE FROM users WHERE id = ANY ($1)', [[actor.id, target.id]]);
    const [event] = await listAll(db, organizationId);
    expect(event?.actor).to.deep.equal({ kind: 'user', id: actor.id, email: null, name: null });
    expect(event?.target).to.deep.equal({ id: target.id, email: null });
  });

  it('D28: has nobody where nobody was', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    const { userId: _, ...event } = eventOf(organizationId);
    await db.audit.record(event, start);
    const [shown] = await listAll(db, organizationId);
    expect(shown?.actor).to.deep.equal({ kind: 'operator', id: null, email: null, name: null });
    expect(shown).to.include({ target: null, sourceAddress: null });
  });

  it('is shown although one event was forged with an actor that is none', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 1);
    const actors = ['{"kind": "user", "id": "nobody"}', '{"kind": "user"}', '{}', '"text"', 'null'];
    for (const actor of actors) {
      await db.sql(
        `INSERT INTO audit_events (at, type, actor, organization_id, detail)
         VALUES ($1, 'member.changed', $2, $3, '{}')`,
        [start, actor, organizationId],
      );
    }
    expect(await listAll(db, organizationId)).to.have.length(actors.length + 1);
  });

  it('D28: is of one organization alone', async () => {
    const db = await openTestStores();
    const [one, other] = [await recordEvents(db, 2), await recordEvents(db, 3)];
    const detail = { client: null, stepUp: false };
    await db.audit.record(
      { type: 'account.signed_in', actor: { kind: 'system' }, userId: ann, detail },
      start,
    );
    expect(await listAll(db, one)).to.have.length(2);
    expect(await listAll(db, other)).to.have.length(3);
    expect(await listAll(db, randomUUID())).to.deep.equal([]);
  });

  const filters: readonly [name: string, filter: ActivityFilter, shown: readonly number[]][] = [
    ['no filter, newest first', {}, [5, 4, 3, 2, 1]],
    ['a type', { type: 'member.added' }, [4, 1]],
    ['a type that never was', { type: 'member.left' }, []],
    ['an actor', { actor: ann }, [2, 1]],
    ['a target', { target: cyd }, [4, 2]],
    ['an actor and a target', { actor: ann, target: cyd }, [2]],
    ['an actor who is a target only', { actor: cyd }, []],
    ['from an instant on', { from: later(120) }, [5, 4, 3]],
    ['before an instant', { to: later(120) }, [2, 1]],
    ['between two instants', { from: later(60), to: later(180) }, [3, 2]],
    ['everything at once', { type: 'member.changed', actor: bob, target: ann, from: later(0) }, [3]],
  ];
  for (const [name, filter, shown] of filters) {
    it(`D28: is filtered by ${name}`, async () => {
      const db = await openTestStores();
      const organizationId = await newLog(db);
      expect(afters(await listAll(db, organizationId, filter))).to.deep.equal(shown);
      expect(afters(await listAll(db, organizationId, filter, 1))).to.deep.equal(shown);
    });
  }

  it('D28: is read page by page while new events arrive, each older one once', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 20);
    const seen: unknown[] = [];
    let before: string | null = null;
    do {
      const page = await db.activity.list(organizationId, {}, { limit: 3, before });
      seen.push(...afters(page.events));
      before = page.next;
      await recordEvents(db, 2, organizationId);
    } while (before !== null);
    expect(seen).to.deep.equal(upTo(20).reverse());
  });

  it('has 200 events on a page at most, and no next page behind the last', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    await insertMany(db, 400, [organizationId]);
    const first = await db.activity.list(organizationId, {}, { limit: 5000, before: null });
    expect(first.events).to.have.length(200);
    const second = await db.activity.list(organizationId, {}, { limit: 5000, before: first.next });
    expect(second.events).to.have.length(200);
    expect(second.next).to.equal(null);
  });

  for (const before of ['', 'x', '1 OR 1=1', '1.5', '9'.repeat(30), '99999999999999999999']) {
    it(`refuses the cursor ${JSON.stringify(before)}`, async () => {
      const db = await openTestStores();
      const refused = await db.activity.list(ann, {}, { limit: 10, before }).catch((error) => error);
      expect(refused).to.be.instanceOf(Refusal);
      expect(refused).to.have.property('code', 'invalid_request');
    });
  }

  it('shows no secret, hash, code or link of anybody (A-32)', async () => {
    const server = await sharedServer();
    const { slug, olivia } = await createWorld({ server, enforcement: everyoneNow });
    const { db } = server.countersign;
    const organization = await db.organizations.findBySlug(slug);
    const events = await listAll(db, organization?.id ?? '');
    expect(events).to.have.length.above(3);
    const text = JSON.stringify(events);
    expect(text).not.to.contain(olivia.secret).and.not.to.contain(olivia.password);
    expect(text).not.to.match(/\$argon2|hash|secret|password|otpauth|https?:/i);
  });
});
