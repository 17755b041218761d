import { expect } from 'chai';
import type { AuditEvent } from '../../src/audit/event.ts';
import { apiOf } from '../harness/api.ts';
import { createWorld, everyoneNow, type World } from '../harness/world.ts';
import { anotherOrganization } from './support/people.ts';

interface Shown {
  readonly id: string;
  readonly type: string;
  readonly by: { readonly role: string; readonly organization: { readonly slug: string } | null };
  readonly [field: string]: unknown;
}

const anonymous = { kind: 'anonymous', sourceAddress: '2001:db8:1:2:3::4' } as const;
const dayMs = 24 * 60 * 60 * 1000;

async function idOf({ server }: World, email: string): Promise<string> {
  return (await server.countersign.db.people.byEmail(email))?.user.id ?? '';
}

/** Writes events of which some are days old. */
async function record({ server }: World, event: AuditEvent, daysAgo: number): Promise<void> {
  await server.countersign.db.audit.record(event, new Date(Date.now() - daysAgo * dayMs));
}

describe('what happened to one’s own account', () => {
  it('is told newest first, with who, where and at which application', async () => {
    const world = await createWorld();
    const userId = await idOf(world, world.mina.email);
    await record(
      world,
      { type: 'account.sign_in_failed', actor: anonymous, userId, detail: { reason: 'password' } },
      1,
    );
    const api = await apiOf(world, world.mina);
    const { items, next } = (await api.get('/me/activity')).body;
    expect(next).to.equal(null);
    const [signedIn, failed]: Shown[] = items;
    expect(signedIn).to.deep.include({
      type: 'account.signed_in',
      by: { role: 'self', organization: null },
      network: '127.0.0.1',
      application: { client_id: `${world.slug}-one`, client_name: null },
      organization: null,
      detail: { stepUp: false },
    });
    expect(failed).to.deep.include({
      type: 'account.sign_in_failed',
      by: { role: 'unknown', organization: null },
      network: '2001:db8:1:2::/64',
      application: null,
      detail: { reason: 'password' },
    });
    expect(items.map(({ type, by }: Shown) => [type, by.role])).to.deep.equal([
      ['account.signed_in', 'self'],
      ['account.sign_in_failed', 'unknown'],
      ['member.added', 'operator'],
      ['account.created', 'operator'],
    ]);
  });

  it('names others by their role alone: neither their address, nor where they were, nor what they wrote', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const [userId, olivia, greta] = await Promise.all(
      [world.mina, world.olivia, world.greta].map(({ email }) => idOf(world, email)),
    );
    const organization = await db.organizations.findBySlug(world.slug);
    const api = await apiOf(world, world.mina);
    const by = (id = '') => ({ kind: 'user', id, sourceAddress: '203.0.113.7' }) as const;
    const atPages = { kind: 'operator', userId: greta ?? '', sourceAddress: '203.0.113.7' } as const;
    const about = { organizationId: organization?.id ?? '', userId: userId ?? '' };
    const change = { before: { role: 'member' }, after: { role: 'admin' }, reason: 'is my cousin' } as const;
    await record(world, { type: 'member.changed', actor: by(olivia), ...about, detail: change }, 0);
    const reset = { factors: [], mustEnroll: false };
    await record(world, { type: 'authenticator.reset', actor: by(olivia), ...about, detail: reset }, 0);
    await record(world, { type: 'authenticator.reset', actor: atPages, ...about, detail: reset }, 0);
    const operator = { kind: 'operator', clientId: 'ops', sourceAddress: '203.0.113.8' } as const;
    await record(
      world,
      { type: 'account.unlocked', actor: operator, userId: about.userId, detail: { failures: 9 } },
      0,
    );
    const { items } = (await api.get('/me/activity')).body;
    const shown = items.map(({ type, by, network, organization: of, detail }: Shown) => [
      type,
      by.role,
      by.organization?.slug ?? null,
      network,
      (of as { slug: string } | null)?.slug ?? null,
      detail,
    ]);
    expect(shown.slice(0, 4)).to.deep.equal([
      ['account.unlocked', 'operator', null, null, null, {}],
      ['authenticator.reset', 'operator', null, null, null, reset],
      ['authenticator.reset', 'administrator', world.slug, null, null, reset],
      [
        'member.changed',
        'administrator',
        world.slug,
        null,
        world.slug,
        { before: change.before, after: change.after },
      ],
    ]);
    const text = JSON.stringify(items);
    for (const hidden of [world.olivia.email, world.greta.email, olivia, greta, '203.0.113', 'cousin', 'ops'])
      expect(text).to.not.include(hidden);
  });

  it('has each event once, in however many logs it stands, page by page', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await anotherOrganization(world, everyoneNow, [{ email: world.tomas.email, role: 'member' }]);
    const api = await apiOf(world, world.tomas);
    const userId = await idOf(world, world.tomas.email);
    const event = { type: 'account.sign_in_failed', actor: anonymous, userId } as const;
    for (let count = 0; count < 4; count += 1)
      await record(world, { ...event, detail: { reason: 'password' } }, 0);
    const whole: Shown[] = (await api.get('/me/activity')).body.items;
    expect(whole.filter(({ type }) => type === 'account.signed_in')).to.have.length(1);
    const ids: string[] = [];
    for (let path: string | null = '/me/activity?limit=2'; path !== null; ) {
      const page: { items: Shown[]; next: string | null } = (await api.get(path)).body;
      ids.push(...page.items.map(({ id }) => id));
      path = page.next === null ? null : `/me/activity?limit=2&cursor=${page.next}`;
    }
    expect(ids).to.deep.equal(whole.map(({ id }) => id));
    expect((await api.get('/me/activity?cursor=WyJ4Il0')).status).to.equal(422);
  });

  it('ends after 90 days', async () => {
    const world = await createWorld();
    const userId = await idOf(world, world.mina.email);
    const event = { type: 'account.password_reset_requested', actor: anonymous, userId } as const;
    for (const daysAgo of [91, 89]) await record(world, event, daysAgo);
    const api = await apiOf(world, world.mina);
    const { items, next } = (await api.get('/me/activity?limit=2')).body;
    expect([items.map(({ type }: Shown) => type), next]).to.deep.equal([
      ['account.signed_in', 'account.password_reset_requested'],
      null,
    ]);
  });

  it('is nobody else’s, and leaves out what is no matter of security', async () => {
    const world = await createWorld();
    const [userId, other] = [await idOf(world, world.mina.email), await idOf(world, world.tomas.email)];
    const system = { kind: 'system' } as const;
    await record(world, { type: 'account.changed', actor: system, userId, detail: { changed: ['name'] } }, 0);
    await record(
      world,
      { type: 'account.unlocked', actor: system, userId: other, detail: { failures: 5 } },
      0,
    );
    const api = await apiOf(world, world.mina);
    const types = (await api.get('/me/activity')).body.items.map(({ type }: Shown) => type);
    expect(types).to.deep.equal(['account.signed_in', 'member.added', 'account.created']);
  });
});
