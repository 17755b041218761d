import { expect } from 'chai';
import { type ApiClient, apiOf } from '../harness/api.ts';
import { joinedBy, memberPath } from '../harness/members.ts';
import { createWorld, everyoneNow, type World } from '../harness/world.ts';

async function emailsOf(api: ApiClient, { slug }: World, query: string): Promise<string[]> {
  const { status, body } = await api.get(`/organizations/${slug}/members?${query}`);
  expect(status, JSON.stringify(body)).to.equal(200);
  return body.items.map(({ email }: { email: string }) => email.split('@')[0]);
}

describe('the list of members, through the API', () => {
  it('M2: are listed in pages, by status, and by part of the e-mail or the name', async () => {
    const world = await createWorld();
    await joinedBy(world, { nora: 'member', nils: 'member', 'ni%s': 'member' });
    const api = await apiOf(world, world.olivia);
    const all: string[] = [];
    for (let cursor = ''; cursor !== 'end'; ) {
      const path = `/organizations/${world.slug}/members?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body } = await api.get(path);
      expect(body.items.length).to.be.within(1, 2);
      all.push(...body.items.map(({ email }: { email: string }) => email));
      cursor = body.next ?? 'end';
    }
    expect(new Set(all)).to.have.length(6);
    expect(all).to.have.length(6);
    expect(await emailsOf(api, world, 'status=unprotected')).to.deep.equal(['mina']);
    expect(await emailsOf(api, world, 'status=pending')).to.deep.equal([]);
    expect(await emailsOf(api, world, 'status=protected&q=N')).to.have.members(['nora', 'nils', 'ni%s']);
    expect(await emailsOf(api, world, 'q=OLIV')).to.deep.equal(['olivia']);
    expect(await emailsOf(api, world, `q=${encodeURIComponent('ni%s')}`)).to.deep.equal(['ni%s']);
    expect(await emailsOf(api, world, 'status=protected&q=mina')).to.deep.equal([]);
  });

  it('M2: are filtered by role, override, factor, suspension and the end of their exemption, and sorted', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await joinedBy(world, { adam: 'admin', zora: 'member' });
    const api = await apiOf(world, world.olivia);
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const exempt = { override: 'exempt', exempt_until: until };
    expect((await api.patch(await memberPath(world, world.mina), exempt)).status).to.equal(200);
    expect((await api.patch(await memberPath(world, world.tomas), { suspended: true })).status).to.equal(200);
    const expected: readonly (readonly [string, readonly string[]])[] = [
      ['role=admin', ['adam']],
      ['role=member&sort=email', ['mina', 'tomas', 'zora']],
      ['override=exempt', ['mina']],
      [`exempt_ends_before=${until}`, ['mina']],
      [`exempt_ends_before=${new Date().toISOString()}`, []],
      ['factor=none', ['mina']],
      ['factor=totp&role=member&suspended=false', ['zora']],
      ['factor=webauthn', []],
      ['suspended=true', ['tomas']],
      ['sort=name', ['adam', 'mina', 'olivia', 'tomas', 'zora']],
    ];
    for (const [query, names] of expected)
      expect(await emailsOf(api, world, query), query).to.deep.equal(names);
    const { body } = await api.get(`/organizations/${world.slug}/members?limit=2&sort=name`);
    expect(await emailsOf(api, world, `sort=name&limit=2&cursor=${body.next}`)).to.deep.equal([
      'olivia',
      'tomas',
    ]);
  });

  it('M2: refuse a query that is none, with its path', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const { body: first } = await api.get(`/organizations/${world.slug}/members?limit=1&sort=name`);
    const queries: readonly (readonly [string, string])[] = [
      ['status', 'status=green'],
      ['limit', 'limit=201'],
      ['q', 'q=%00'],
      ['cursor', 'cursor=x'],
      ['cursor', `cursor=${first.next}`],
      ['cursor', `cursor=${first.next}&sort=email`],
      ['role', 'role=boss'],
      ['override', 'override=none'],
      ['factor', 'factor=sms'],
      ['suspended', 'suspended=1'],
      ['exempt_ends_before', 'exempt_ends_before=tomorrow'],
      ['sort', 'sort=status'],
    ];
    for (const [field, query] of queries) {
      const { status, body } = await api.get(`/organizations/${world.slug}/members?${query}`);
      expect([status, body.errors[0].path], query).to.deep.equal([422, `/${field}`]);
    }
  });
});
