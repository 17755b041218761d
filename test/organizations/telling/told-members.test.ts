import { expect } from 'chai';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { operatorOf } from '../../harness/api.ts';
import { travelTo } from '../../harness/clock.ts';
import { mailsTo } from '../../harness/mails.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';
import { setClosed } from '../../people/support/closed.ts';

const off = { required: 'nobody', activation: 'immediately', sessions: 'keep' };

const by = (deadline: string) => ({ preset: 'by-midnight', activation: { deadline } });

describe('A policy is told to whom it concerns', () => {
  let server: TestServer;
  let world: World;

  beforeEach(async () => {
    travelTo('2027-06-01T08:00:00Z');
    server = await startTestServer();
    world = await createWorld({ server });
    await seed(server, { organizations: [{ slug: world.slug, time_zone: 'Europe/Brussels' }] });
    await server.countersign.sweep(new Date());
  });

  afterEach(() => server.stop());

  async function save(policy: object): Promise<void> {
    const operator = await operatorOf(world);
    const saved = await operator.put(`/organizations/${world.slug}/enforcement`, policy);
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
  }

  async function change(body: object): Promise<void> {
    const operator = await operatorOf(world);
    const id = (await server.countersign.db.people.byEmail(world.mina.email))?.user.id;
    const changed = await operator.patch(`/organizations/${world.slug}/members/${id}`, body);
    expect(changed.status, JSON.stringify(changed.body)).to.equal(200);
  }

  /** Subjects of what Mina has been mailed by then. */
  async function toldAt(instant: string, email = world.mina.email): Promise<readonly string[]> {
    travelTo(instant);
    await server.countersign.sweep(new Date());
    return (await mailsTo(server, email)).map(({ subject }) => subject.replace('Countersign: ', ''));
  }

  const name = () => world.slug.toUpperCase();
  const announcedFor = (when: string) => `${name()} requires two-step sign-in from ${when}`;
  const reminder = () => `set up two-step sign-in for ${name()}`;

  it('T5, T12: ten minutes after it was saved, by when in the zone of the organization, and nobody else', async () => {
    await save({ preset: 'by-midnight' });
    expect(await toldAt('2027-06-01T08:09:50Z')).to.deep.equal([]);
    const subject = announcedFor('2 June');
    expect(await toldAt('2027-06-01T08:11:00Z')).to.deep.equal([subject]);
    const [mail] = await mailsTo(server, world.mina.email);
    expect(mail?.text)
      .to.include('2 June 2027 at 00:00 (Europe/Brussels), in 13 hours.')
      .and.not.include('UTC');
    for (const person of [world.olivia, world.tomas, world.greta])
      expect(await toldAt('2027-06-01T08:11:02Z', person.email)).to.deep.equal([]);
    expect(await toldAt('2027-06-01T21:00:00Z')).to.deep.equal([subject]);
  });

  it('again three days and one day before, whichever of these lie ahead', async () => {
    await save(by('2027-06-10T00:00:00Z'));
    const first = announcedFor('10 June');
    expect(await toldAt('2027-06-01T09:00:00Z')).to.deep.equal([first]);
    expect(await toldAt('2027-06-06T23:59:00Z')).to.deep.equal([first]);
    expect(await toldAt('2027-06-07T00:00:01Z')).to.deep.equal([first, reminder()]);
    expect(await toldAt('2027-06-09T00:00:01Z')).to.deep.equal([first, reminder(), reminder()]);
    expect(await toldAt('2027-06-12T00:00:01Z')).to.have.length(3);
  });

  it('not again within hours of a reminder that an administrator has sent', async () => {
    await save(by('2027-06-10T00:00:00Z'));
    const first = announcedFor('10 June');
    expect(await toldAt('2027-06-01T09:00:00Z')).to.deep.equal([first]);
    travelTo('2027-06-06T20:00:00Z');
    const operator = await operatorOf(world);
    const id = (await server.countersign.db.people.byEmail(world.mina.email))?.user.id;
    const reminded = await operator.post(`/organizations/${world.slug}/members/${id}/remind`);
    expect(reminded.body).to.deep.equal({ reminded: true });
    expect(await toldAt('2027-06-07T00:00:01Z')).to.deep.equal([first, reminder()]);
    expect(await toldAt('2027-06-09T00:00:01Z')).to.deep.equal([first, reminder(), reminder()]);
  });

  it('by the deadline that was saved last alone', async () => {
    await save(by('2027-06-10T00:00:00Z'));
    travelTo('2027-06-01T08:05:00Z');
    await save(by('2027-06-11T00:00:00Z'));
    const first = announcedFor('11 June');
    expect(await toldAt('2027-06-01T08:16:00Z')).to.deep.equal([first]);
    expect(await toldAt('2027-06-08T00:00:01Z')).to.deep.equal([first, reminder()]);
    expect(await toldAt('2027-06-09T23:59:00Z')).to.have.length(2);
    expect(await toldAt('2027-06-10T00:00:01Z')).to.have.length(3);
    const types = (await auditOf(server, world.mina.email)).map(({ type }) => type);
    expect(types.filter((type) => type === 'member.reminded')).to.have.length(3);
  });

  it('also beyond those who are looked at in one go', async () => {
    // Five hundred exempt members, and after them one who is not.
    await server.countersign.db.sql(
      `WITH added AS (INSERT INTO users (id, email, email_verified, profile, password_is_short, created_at)
         SELECT CASE n WHEN 501 THEN overlay(gen_random_uuid()::text PLACING 'ffffffff' FROM 1)::uuid ELSE gen_random_uuid() END,
           'm' || n || '@' || $1 || '.example', true, '{}', false, now() FROM generate_series(1, 501) n RETURNING id, email)
       INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT o.id, a.id, 'member', CASE WHEN a.email LIKE 'm501@%' THEN 'inherit' ELSE 'exempt' END, now() - interval '1 day'
       FROM added a, organizations o WHERE o.slug = $1`,
      [world.slug],
    );
    await save(by('2027-06-10T00:00:00Z'));
    const [first, last] = [announcedFor('10 June'), `m501@${world.slug}.example`];
    expect(await toldAt('2027-06-01T08:11:00Z', last)).to.deep.equal([first]);
    expect(await toldAt('2027-06-07T00:00:01Z', last)).to.deep.equal([first, reminder()]);
  });

  it('by each of their organizations for itself, also of the same deadline', async () => {
    const deadline = by('2027-06-10T00:00:00Z');
    const members = [{ email: world.olivia.email, role: 'owner' }, { email: world.mina.email }];
    const other = { slug: `${world.slug}-other`, name: 'Other', plan: 'team', members };
    await seed(server, { organizations: [{ ...other, enforcement: deadline }] });
    expect(await toldAt('2027-06-01T08:11:00Z')).to.have.length(1);
    await save(deadline);
    expect(await toldAt('2027-06-01T08:22:00Z')).to.have.length(2);
  });

  it('at once where the deadline is nearer than ten minutes', async () => {
    travelTo('2027-06-01T21:56:00Z');
    await save({ preset: 'by-midnight' });
    expect(await toldAt('2027-06-01T21:56:30Z')).to.deep.equal([announcedFor('2 June')]);
  });

  for (const policy of [
    { required: 'everyone', activation: 'immediately', sessions: 'end_now' },
    { preset: 'all-at-once' },
  ])
    it(`that binds from the next sign-in on (${policy.activation ?? policy.preset}), once`, async () => {
      await save(policy);
      expect(await toldAt('2027-06-01T08:11:00Z')).to.deep.equal([`${name()} requires two-step sign-in`]);
      const [mail] = await mailsTo(server, world.mina.email);
      expect(mail?.text.replaceAll(/\s+/g, ' ')).to.include(
        'From your next sign-in on you are asked to set it up',
      );
      expect(await toldAt('2027-06-09T08:00:00Z')).to.have.length(1);
      const types = (await auditOf(server, world.mina.email)).map(({ type }) => type);
      expect(types, 'the policy stands in the log').not.to.include('member.reminded');
    });

  it('not where it was taken back within ten minutes', async () => {
    await save({ preset: 'by-midnight' });
    travelTo('2027-06-01T08:09:00Z');
    await save(off);
    expect(await toldAt('2027-06-01T20:00:00Z')).to.deep.equal([]);
  });

  it('once where it is changed again within a day, and of what holds then after that', async () => {
    await save(by('2027-06-20T00:00:00Z'));
    const first = announcedFor('20 June');
    expect(await toldAt('2027-06-01T08:11:00Z')).to.deep.equal([first]);
    travelTo('2027-06-01T12:00:00Z');
    await save(by('2027-06-25T00:00:00Z'));
    expect(await toldAt('2027-06-01T12:11:00Z')).to.deep.equal([first]);
    travelTo('2027-06-01T18:00:00Z');
    await save(by('2027-06-26T00:00:00Z'));
    expect(await toldAt('2027-06-02T08:00:00Z')).to.deep.equal([first]);
    expect(await toldAt('2027-06-03T08:00:00Z')).to.deep.equal([first, announcedFor('26 June')]);
    expect(await toldAt('2027-06-04T08:00:00Z')).to.have.length(2);
  });

  it('once where it is taken back and brought back within a day', async () => {
    for (const [at, policy] of [
      ['2027-06-01T08:00:00Z', by('2027-06-20T00:00:00Z')],
      ['2027-06-01T10:00:00Z', off],
      ['2027-06-01T12:00:00Z', by('2027-06-20T00:00:00Z')],
    ] as const) {
      travelTo(at);
      await save(policy);
      await toldAt(at.replace(':00:00Z', ':11:00Z'));
    }
    expect(await toldAt('2027-06-05T08:00:00Z')).to.have.length(1);
  });

  it('not to the exempt, the suspended and the deactivated', async () => {
    await change({ override: 'exempt', reason: 'lost phone' });
    await save(by('2027-06-10T00:00:00Z'));
    expect(await toldAt('2027-06-09T12:00:00Z')).to.deep.equal([]);
    await change({ override: 'inherit', suspended: true });
    expect(await toldAt('2027-06-09T13:00:00Z')).to.deep.equal([]);
    await change({ suspended: false });
    await setClosed(world, world.mina);
    expect(await toldAt('2027-06-09T14:00:00Z')).to.deep.equal([]);
  });

  it('to one member for whom something was decided, and not to the others', async () => {
    await change({ override: 'required' });
    expect(await toldAt('2027-06-01T08:11:00Z')).to.deep.equal([`${name()} requires two-step sign-in`]);
    expect(await toldAt('2027-06-01T08:12:00Z', world.tomas.email)).to.deep.equal([]);
  });

  it('to whose exemption ends, before that and then', async () => {
    await save({ preset: 'all-at-once' });
    await change({ override: 'exempt', exempt_until: '2027-06-11T00:00:00Z', reason: 'travelling' });
    expect(await toldAt('2027-06-07T23:00:00Z')).to.deep.equal([]);
    expect(await toldAt('2027-06-08T00:00:01Z')).to.deep.equal([reminder()]);
    expect(await toldAt('2027-06-10T00:00:01Z')).to.deep.equal([reminder(), reminder()]);
    expect(await toldAt('2027-06-11T00:00:01Z'), 'they know').to.have.length(2);
  });

  it('to whose exemption ends within hours, when it has', async () => {
    await save({ preset: 'all-at-once' });
    await change({ override: 'required' });
    travelTo('2027-06-01T08:05:00Z');
    await change({ override: 'exempt', exempt_until: '2027-06-01T20:00:00Z', reason: 'travelling' });
    expect(await toldAt('2027-06-01T19:59:00Z'), 'nothing of what is over').to.deep.equal([]);
    expect(await toldAt('2027-06-01T20:00:01Z')).to.deep.equal([`${name()} requires two-step sign-in`]);
  });

  it('to who joins later, by the end of their days of grace', async () => {
    await save({ preset: 'all-at-once', grace_days: 7 });
    travelTo('2027-06-03T08:00:00Z');
    await seed(server, { organizations: [{ slug: world.slug, members: [{ email: world.greta.email }] }] });
    const { email } = world.greta;
    const first = announcedFor('10 June');
    expect(await toldAt('2027-06-03T08:11:00Z', email)).to.deep.equal([first]);
    expect(await toldAt('2027-06-07T08:01:00Z', email)).to.deep.equal([first, reminder()]);
    expect(await toldAt('2027-06-09T08:01:00Z', email)).to.deep.equal([first, reminder(), reminder()]);
  });

  it('by the seeding file as by the API', async () => {
    await seed(server, { organizations: [{ slug: world.slug, enforcement: { preset: 'by-midnight' } }] });
    expect(await toldAt('2027-06-01T08:11:00Z')).to.deep.equal([announcedFor('2 June')]);
    await seed(server, { organizations: [{ slug: world.slug, enforcement: { preset: 'by-midnight' } }] });
    expect(await toldAt('2027-06-01T09:11:00Z')).to.have.length(1);
  });
});
