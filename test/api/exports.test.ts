import { expect } from 'chai';
import { erasePerson } from '../../src/people/accounts/erase-person.ts';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { deliver } from '../harness/mails.ts';
import { browserOf, idOf, joinedBy, quietApiOf, saying } from '../harness/members.ts';
import { createWorld, seed, type World } from '../harness/world.ts';

const lines = (csv: string) => csv.split('\r\n').slice(0, -1);

async function csvOf(api: ApiClient, { slug }: World, path: string): Promise<string[]> {
  const { status, body, headers } = await api.get(`/organizations/${slug}/${path}`);
  expect(status, JSON.stringify(body)).to.equal(200);
  expect(headers.get('content-type')).to.include('text/csv');
  expect(headers.get('content-disposition')).to.match(
    new RegExp(`^attachment; filename="${slug}-\\w+\\.csv"$`),
  );
  return lines(body);
}

async function exportedBy(api: ApiClient, { slug, server }: World, filter = {}): Promise<string> {
  const { status, body } = await api.post(`/organizations/${slug}/activity/export`, filter);
  expect(status, JSON.stringify(body)).to.equal(201);
  await deliver(server);
  return `/organizations/${slug}/jobs/${body.id}`;
}

describe('files of an organization', () => {
  it('D28: have its members, those who match, and no formula', async () => {
    const world = await createWorld();
    await seed(world.server, {
      users: [{ email: `eve@${world.slug}.example`, name: "=cmd|' /C calc'!A1" }],
      organizations: [{ slug: world.slug, members: [{ email: `eve@${world.slug}.example` }] }],
    });
    const api = await apiOf(world, world.olivia);
    const [head, ...all] = await csvOf(api, world, 'members.csv?sort=email');
    expect(head).to.match(/^id,email,name,role,status,override,/);
    expect(all.map((line) => line.split(',')[1]?.split('@')[0])).to.deep.equal([
      'eve',
      'mina',
      'olivia',
      'tomas',
    ]);
    expect(all[0]).to.include(`,'=cmd|' /C calc'!A1,member,unprotected,inherit,`);
    expect(all[2])
      .to.include(',Olivia,owner,protected,inherit,,,no,totp,')
      .and.match(/,no,yes,[\d-]+T[\d:.]+Z$/);
    expect(await csvOf(api, world, 'members.csv?factor=none&q=mina')).to.have.length(2);
    expect((await api.get(`/organizations/${world.slug}/members.csv?limit=3`)).status).to.equal(422);
  });

  it('D28: have its pending invitations, without their links', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    for (const name of ['zoe', 'yan'])
      await api.post(`/organizations/${world.slug}/invitations`, {
        email: `${name}@${world.slug}.example`,
        role: 'member',
      });
    const [head, ...all] = await csvOf(api, world, 'invitations.csv');
    expect(head).to.equal('id,email,role,created_at,expires_at');
    expect(all.map((line) => line.split(',')[1])).to.deep.equal([
      `zoe@${world.slug}.example`,
      `yan@${world.slug}.example`,
    ]);
  });

  it('ruling 14: take a second factor of the last five minutes, and leave an event', async () => {
    const world = await createWorld();
    const { browser, api } = await browserOf(world, world.olivia);
    await csvOf(api, world, 'members.csv');
    await csvOf(api, world, 'invitations.csv');
    const { body } = await api.get(`/organizations/${world.slug}/activity?type=organization.exported`);
    expect(body.items.map(({ detail }: { detail: unknown }) => detail)).to.deep.equal([
      { what: 'invitations' },
      { what: 'members' },
    ]);
    travel(5 * 60 + 1);
    const late = await quietApiOf(world, browser);
    for (const path of ['members.csv', 'invitations.csv'])
      expect((await late.get(`/organizations/${world.slug}/${path}`)).status, path).to.equal(401);
    expect((await late.post(`/organizations/${world.slug}/activity/export`)).status).to.equal(401);
  });

  it('are for administrators alone', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    for (const path of ['members.csv', 'invitations.csv', 'jobs'])
      expect(saying(await api.get(`/organizations/${world.slug}/${path}`)), path).to.deep.equal([
        403,
        'not_allowed',
      ]);
    const started = await api.post(`/organizations/${world.slug}/activity/export`);
    expect(saying(started)).to.deep.equal([403, 'not_allowed']);
  });
});

describe('the activity as a file that a job writes', () => {
  it('D28: is what the CSV would be, in pieces, for whoever started it alone', async () => {
    const world = await createWorld();
    const { eve } = await joinedBy(world, { eve: 'owner' });
    const { db } = world.server.countersign;
    const organizationId = (await db.organizations.findBySlug(world.slug))?.id ?? '';
    const events = Array.from({ length: 2500 }, (_, n) => ({
      type: 'account.unlocked' as const,
      actor: { kind: 'system' as const },
      organizationId,
      detail: { failures: n },
    }));
    for (let from = 0; from < events.length; from += 500)
      await db.audit.recordAll(events.slice(from, from + 500), new Date());
    const api = await apiOf(world, world.olivia);
    const path = await exportedBy(api, world, { type: 'account.unlocked' });
    const { body: job } = await api.get(path);
    expect(job).to.include({
      state: 'done',
      kind: 'activity_export',
      total: 2500,
      done: 2500,
      has_file: true,
    });
    const file = (await api.get(`${path}/file`)).body;
    expect(lines(file)).to.have.length(2501);
    const { body: csv } = await api.get(`/organizations/${world.slug}/activity.csv?type=account.unlocked`);
    expect(file).to.equal(csv);
    for (const other of [await apiOf(world, eve), await operatorOf(world)])
      expect(saying(await other.get(`${path}/file`))).to.deep.equal([403, 'not_allowed']);
    const [sealed] = await db.sql<{ content: Buffer }>(
      'SELECT content FROM long_job_pieces WHERE job_id = $1',
      [job.id],
    );
    expect(sealed?.content.includes('account.unlocked')).to.equal(false);
    await db.expiry.removeExpired('long_jobs', new Date(Date.now() + 8 * 86_400_000), 1000);
    expect(saying(await api.get(`${path}/file`))).to.deep.equal([404, 'not_found']);
    expect(await db.sql('SELECT 1 FROM long_job_pieces WHERE job_id = $1', [job.id])).to.deep.equal([]);
  }).timeout(60_000);

  it('goes when somebody is erased whom it may name', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const { db } = world.server.countersign;
    const [api, apart] = [await apiOf(world, world.olivia), await apiOf(other, other.olivia)];
    const [path, kept] = [await exportedBy(api, world), await exportedBy(apart, other)];
    expect((await api.get(`${path}/file`)).body).to.include(world.mina.email);
    await erasePerson(db, { actor: { kind: 'operator' }, now: new Date() }, await idOf(world, world.mina));
    expect(saying(await api.get(`${path}/file`))).to.deep.equal([404, 'not_found']);
    expect((await apart.get(`${kept}/file`)).status).to.equal(200);
  });
});
