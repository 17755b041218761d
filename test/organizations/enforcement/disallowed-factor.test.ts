import { expect } from 'chai';
import { auditOf, auditOfOrganization } from '../../attacks/support/audit-rows.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { changed } from '../../harness/members.ts';
import { startOwnServer, type TestServer } from '../../harness/server.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { anotherOrganization, enrollBy, everyoneWith, factorsOf } from '../../self-service/support/people.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

/** Shorter than a session may be idle. */
const secondsToDeadline = 600;

/** What a person with TOTP alone cannot reach. */
const keysOnly: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'by its factors': { factors: ['webauthn'] },
  'by its level': { minimum_acr: 3 },
};

const lifted = { required: 'nobody', activation: 'immediately', sessions: 'keep' };

async function put(api: ApiClient, slug: string, policy: Readonly<Record<string, unknown>>): Promise<void> {
  const { status, body } = await api.put(`/organizations/${slug}/enforcement`, policy);
  expect(status, JSON.stringify(body)).to.equal(200);
}

async function refreshTokenOf({ application }: World, person: TestPerson): Promise<string> {
  const { answer } = await signIn(application, person);
  return (await application.redeem(answer)).refresh_token ?? '';
}

/** Where a member is suspended, by slug. */
async function suspensionsOf({ server }: World, { email }: TestPerson) {
  const rows = await server.countersign.db.sql<{ slug: string; suspended: string | null }>(
    `SELECT o.slug, m.suspended FROM members m JOIN users u ON u.id = m.user_id
     JOIN organizations o ON o.id = m.organization_id WHERE u.email = $1`,
    [email],
  );
  return Object.fromEntries(rows.map(({ slug, suspended }) => [slug, suspended]));
}

describe('a member whose only factors their organization does not accept', () => {
  // What is due in the worlds of other tests would be done as well, by thousands.
  let server: TestServer;

  before(async () => {
    server = await startOwnServer();
  });

  after(() => server.stop());

  for (const [how, terms] of Object.entries(keysOnly))
    for (const settled of ['by the job', 'before the next policy']) {
      it(`ruling 6, ruling 11: is signed out by a deadline for good (refused ${how}, settled ${settled})`, async () => {
        const world = await createWorld({ server });
        const { slug, tomas, application } = world;
        const refreshToken = await refreshTokenOf(world, tomas);
        const deadline = new Date(Date.now() + secondsToDeadline * 1000).toISOString();
        const policy = { required: 'everyone', activation: { deadline }, sessions: 'end_at_deadline' };
        await put(await operatorOf(world), slug, { ...policy, ...terms });
        travel(secondsToDeadline + 60);
        if (settled === 'by the job') await server.countersign.sweep(new Date());
        await put(await operatorOf(world), slug, lifted);
        expect(await refusedWith(application.refresh(refreshToken))).to.equal('invalid_grant');
        const types = (await auditOf(server, tomas.email)).map(({ type }) => type);
        expect(types.filter((type) => type === 'account.sessions_ended')).to.have.length(1);
      });
    }

  it('T9, ruling 11: a deadline signs nobody out whose factor is accepted', async () => {
    const world = await createWorld({ server });
    const operator = await operatorOf(world);
    const refreshToken = await refreshTokenOf(world, world.tomas);
    const deadline = new Date(Date.now() + secondsToDeadline * 1000).toISOString();
    const policy = { required: 'everyone', activation: { deadline }, sessions: 'end_at_deadline' };
    await put(operator, world.slug, { ...policy, factors: ['totp'] });
    travel(secondsToDeadline + 60);
    await world.server.countersign.sweep(new Date());
    expect(await refusedWith(world.application.refresh(refreshToken))).to.equal('none');
  });
});

describe('a member who is enforced again', () => {
  it('T21, ruling 5: stays signed in by a factor that the policy in force accepts, whatever is announced', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { slug, tomas, application } = world;
    const operator = await operatorOf(world);
    const deadline = new Date(Date.now() + secondsToDeadline * 1000).toISOString();
    await put(operator, slug, { ...everyoneNow, activation: { deadline }, factors: ['webauthn'] });
    await changed(operator, world, tomas, { override: 'exempt' });
    const refreshToken = await refreshTokenOf(world, tomas);
    travel(1);
    await changed(operator, world, tomas, { override: 'inherit' });
    expect(await refusedWith(application.refresh(refreshToken))).to.equal('none');
  });
});

/** Tomas, suspended by rule in two organizations, of which the first then accepts keys alone from later sign-ins. */
async function suspendedTwice(terms: Readonly<Record<string, unknown>>) {
  const world = await createWorld();
  const { slug, tomas } = world;
  const asMember = [{ email: tomas.email, role: 'member' }];
  const other = await anotherOrganization(world, null, asMember);
  const api = await apiOf(world, tomas);
  // They bind later sign-ins, so that their session can enrol without what it proves by then.
  const later = { ...everyoneWith('suspend'), activation: 'next_sign_in' };
  const operator = await operatorOf(world);
  travel(1);
  for (const each of [slug, other]) await put(operator, each, later);
  const [id] = await factorsOf(api);
  expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
  expect(await suspensionsOf(world, tomas)).to.deep.equal({ [slug]: 'by_rule', [other]: 'by_rule' });
  await put(operator, slug, { ...later, ...terms });
  return { world, other, api };
}

async function expectReinstatedIn({ server }: World, slugs: Readonly<Record<string, number>>) {
  for (const [slug, times] of Object.entries(slugs)) {
    const types = (await auditOfOrganization(server, slug)).map(({ type }) => type);
    expect(types.filter((type) => type === 'member.reinstated')).to.have.length(times);
  }
}

describe('enrolling while suspended by rule', () => {
  for (const [how, terms] of Object.entries(keysOnly)) {
    it(`ruling 11, ruling 15: brings one back where it protects, nowhere else (refused ${how})`, async () => {
      const { world, other, api } = await suspendedTwice(terms);
      await enrollBy(world, api, world.tomas.email);
      expect(await suspensionsOf(world, world.tomas)).to.deep.equal({
        [world.slug]: 'by_rule',
        [other]: null,
      });
      await expectReinstatedIn(world, { [world.slug]: 0, [other]: 1 });
    });
  }

  it('ruling 11, ruling 15: does the same on the pages of a sign-in', async () => {
    const { world, other } = await suspendedTwice({ factors: ['webauthn'] });
    const { server, slug, tomas, application } = world;
    // Where an environment lifts policies, a level that the application asks for offers the enrolment.
    await seed(server, {
      environments: [{ name: `${slug}-staging`, mfa: 'off' }],
      clients: [
        {
          client_id: application.clientId,
          client_secret: `secret-of-${application.clientId}`,
          redirect_uris: ['http://localhost:4999/callback'],
          first_party: true,
          environment: `${slug}-staging`,
        },
      ],
    });
    travel(2);
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser, answer } = await passPassword(application, tomas, { parameters });
    expect(answer.name).to.equal('mailbox');
    await enroll(server, browser, answer, tomas.email);
    expect(await suspensionsOf(world, tomas)).to.deep.equal({ [slug]: 'by_rule', [other]: null });
    await expectReinstatedIn(world, { [slug]: 0, [other]: 1 });
  });
});
