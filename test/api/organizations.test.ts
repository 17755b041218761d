import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { createWorld, seed, type World } from '../harness/world.ts';

describe('organizations, through the API', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  it('are created by the operator, with what is left out as the product has it', async () => {
    const operator = await operatorOf(world);
    const slug = `${world.slug}-one`;
    const created = await operator.post('/organizations', { slug });
    expect(created.status, JSON.stringify(created.body)).to.equal(201);
    expect(created.headers.get('location')).to.equal(`/api/v1/organizations/${slug}`);
    expect(created.body).to.deep.include({
      slug,
      name: slug,
      plan: 'enterprise',
      seats_in_use: 0,
      time_zone: 'UTC',
      language: null,
      notification_email: null,
      show_notification_email: false,
      domains: [],
      members_may_leave: false,
    });
    expect((await operator.get(`/organizations/${slug}`)).body).to.deep.equal(created.body);
    const full = {
      slug: `${world.slug}-two`,
      name: 'Two & Co',
      plan: 'team',
      seats: 7,
      time_zone: 'Europe/Brussels',
      language: 'fr',
      notification_email: `IT@${world.slug}-two.example`,
      domains: [`${world.slug}-two.example`],
      members_may_leave: true,
    };
    const { body } = await operator.post('/organizations', full);
    expect(body).to.deep.include({ ...full, notification_email: full.notification_email.toLowerCase() });
  });

  it('are refused with a slug, a domain, a plan or seats that cannot be, and leave nothing behind', async () => {
    const operator = await operatorOf(world);
    const slug = `${world.slug}-refused`;
    const wrong: [Record<string, unknown>, number, string][] = [
      [{ slug: world.slug }, 422, '/slug'],
      [{ slug, domains: ['free.example', `${world.slug}.example`] }, 422, '/domains/1'],
      [{ slug, plan: 'gold' }, 422, '/plan'],
      [{ slug, time_zone: '+01:00' }, 422, '/time_zone'],
      [{ slug: 'Not a slug' }, 422, '/slug'],
      [{ name: 'No slug' }, 422, '/slug'],
    ];
    for (const [body, status, path] of wrong) {
      const refused = await operator.post('/organizations', body);
      expect(refused.status, JSON.stringify(refused.body)).to.equal(status);
      expect(refused.body.errors[0].path, JSON.stringify(refused.body)).to.equal(path);
    }
    expect((await operator.post('/organizations', { slug, plan: 'free', seats: 4 })).body.code).to.equal(
      'no_free_seat',
    );
    expect((await operator.get(`/organizations/${slug}`)).status).to.equal(404);
  });

  it('of one slug, wanted ten times at once, are created once', async () => {
    const operator = await operatorOf(world);
    const wanted = { slug: `${world.slug}-race`, domains: [`${world.slug}-race.example`] };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => operator.post('/organizations', wanted)),
    );
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([201, ...Array(9).fill(422)]);
  });

  it('are listed for the operator, page by page', async () => {
    const operator = await operatorOf(world);
    const slugs: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await operator.get(`/organizations?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.status).to.equal(200);
      expect(page.body.items.length).to.be.within(1, 2);
      slugs.push(...page.body.items.map((each: { slug: string }) => each.slug));
      cursor = page.body.next;
    }
    expect(slugs).to.include.members([world.slug, `${world.slug}-one`, `${world.slug}-two`]);
    expect(new Set(slugs).size).to.equal(slugs.length);
  });

  it('are neither listed nor created by anybody else', async () => {
    const owner = await apiOf(world, world.olivia);
    expect((await owner.get('/organizations')).status).to.be.oneOf([403, 404]);
    expect((await owner.post('/organizations', { slug: `${world.slug}-mine` })).status).to.be.oneOf([
      403, 404,
    ]);
    const operator = await operatorOf(world);
    expect((await operator.get(`/organizations/${world.slug}-mine`)).status).to.equal(404);
  });

  it('are changed by their administrators, and what has changed stands in the log', async () => {
    const own = await createWorld();
    const owner = await apiOf(own, own.olivia);
    const path = `/organizations/${own.slug}`;
    const change = {
      name: 'Renamed',
      time_zone: 'America/Havana',
      notification_email: 'it@renamed.example',
      members_may_leave: true,
    };
    const { headers } = await owner.get(path);
    const changed = await owner.patch(path, change);
    expect(changed.status, JSON.stringify(changed.body)).to.equal(200);
    expect(changed.body).to.deep.include(change);
    expect(changed.headers.get('etag'))
      .to.match(/^"\d+"$/)
      .and.not.to.equal(headers.get('etag'));
    expect((await owner.patch(path, change)).headers.get('etag')).to.equal(changed.headers.get('etag'));
    const ifMatch = { 'if-match': headers.get('etag') ?? '' };
    expect((await owner.send('PATCH', path, { name: 'Late' }, ifMatch)).status).to.equal(412);
    expect((await owner.patch(path, { notification_email: null })).body.notification_email).to.equal(null);
    const [row] = await own.server.countersign.db.sql<{ open: unknown; personal: unknown }>(
      `SELECT a.detail->'before' AS open, a.personal->'before' AS personal FROM audit_events a JOIN organizations o ON o.id = a.organization_id
       WHERE o.slug = $1 AND a.type = 'organization.updated' ORDER BY a.id LIMIT 1`,
      [own.slug],
    );
    expect(row).to.deep.equal({
      open: { name: own.slug.toUpperCase(), timeZone: 'UTC', membersMayLeave: false },
      personal: { notificationEmail: null },
    });
    for (const body of [
      { slug: 'other' },
      { name: '' },
      { time_zone: 'Mars/Base' },
      { domains: ['no domain'] },
    ])
      expect((await owner.patch(path, body)).status, JSON.stringify(body)).to.equal(422);
    const member = await apiOf(own, own.tomas);
    expect((await member.patch(path, { name: 'Mine' })).status).to.equal(403);
  });

  it('ruling 17: get domains by the operator’s word alone, each for one organization', async () => {
    const [own, other] = [await createWorld(), await createWorld()];
    const path = `/organizations/${own.slug}`;
    const domains = [`${own.slug}.example`, `new.${own.slug}.example`];
    const owner = await apiOf(own, own.olivia);
    const refused = await owner.patch(path, { domains, name: 'Not even this' });
    expect([refused.status, refused.body.code]).to.deep.equal([422, 'invalid_document']);
    expect(refused.body.errors[0].path).to.equal('/domains/1');
    expect((await owner.get(path)).body).to.deep.include({
      domains: [domains[0]],
      name: own.slug.toUpperCase(),
    });
    const operator = await operatorOf(own);
    expect((await operator.patch(path, { domains })).body.domains).to.deep.equal(domains.toSorted());
    const taken = await operator.patch(path, { domains: [...domains, `${other.slug}.example`] });
    expect([taken.status, taken.body.errors[0].path]).to.deep.equal([422, '/domains/2']);
    expect((await owner.patch(path, { domains: [domains[1]] })).body.domains).to.deep.equal([domains[1]]);
  });

  it('ruling 17: that lose a domain do not manage its people any more', async () => {
    const [own, other] = [await createWorld(), await createWorld()];
    await seed(own.server, { organizations: [{ slug: other.slug, members: [{ email: own.mina.email }] }] });
    const operator = await operatorOf(own);
    const resets = `/organizations/${own.slug}/password-resets`;
    expect((await operator.post(resets, { users: [own.mina.email] })).status).to.equal(200);
    await operator.patch(`/organizations/${own.slug}`, { domains: [] });
    expect((await operator.post(resets, { users: [own.mina.email] })).body.code).to.equal('not_managed_here');
  });
});
