import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { invite } from '../../harness/invitations.ts';
import { choosePassword, mailedLink, mailsTo } from '../../harness/mails.ts';
import { changed, idOf, memberPath, saying } from '../../harness/members.ts';
import {
  codeOf,
  createWorld,
  enroll,
  passPassword,
  password,
  seed,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { anotherOrganization, enrollBy, factorsOf, ticketFor } from '../../self-service/support/people.ts';

interface Scene extends World {
  readonly operator: ApiClient;
  /** Of mina, who has a ticket. */
  readonly own: ApiClient;
  readonly ticket: string;
  /** An organization that she belongs to as well, and that did not issue it. */
  readonly other: string;
}

/** Mina, whose e-mail is of the domain of the world's organization, with a ticket of that. */
async function withTicket(): Promise<Scene> {
  const world = await createWorld();
  const member = [{ email: world.mina.email, role: 'member' }];
  const other = await anotherOrganization(world, null, member);
  const [operator, own] = [await operatorOf(world), await apiOf(world, world.mina)];
  return { ...world, operator, own, other, ticket: await ticketFor(world, world.mina.email) };
}

async function ticketsOf({ server, mina }: World): Promise<number> {
  const rows = await server.countersign.db.sql(
    "SELECT 1 FROM one_time_links l JOIN users u ON u.id = l.user_id WHERE u.email = $1 AND kind = 'enrollment_ticket'",
    [mina.email],
  );
  return rows.length;
}

async function ok(answer: Promise<{ readonly status: number; readonly body: unknown }>): Promise<void> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).to.be.within(200, 299);
}

const mayLeave = ({ server, slug }: World) =>
  server.countersign.db.sql('UPDATE organizations SET members_may_leave = true WHERE slug = $1', [slug]);

/** What a ticket does not outlive. */
const ends: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'an enrolment through the API': (scene) => enrollBy(scene, scene.own, scene.mina.email),
  'an enrolment at a sign-in': async ({ application, server, mina }) => {
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser, answer } = await passPassword(application, mina, { parameters });
    expect(answer.name).to.equal('mailbox');
    expect((await enroll(server, browser, answer, mina.email)).answer.location).to.include('code=');
  },
  'a device reset': async (scene) =>
    ok(scene.operator.post(`${await memberPath(scene, scene.mina)}/reset-authenticators`)),
  'a device reset that another organization asked for': async (scene) =>
    ok(scene.operator.post(`${await memberPath(scene, scene.mina, scene.other)}/reset-authenticators`)),
  'a new password that was ordered': ({ operator, slug, mina }) =>
    ok(operator.post(`/organizations/${slug}/password-resets`, { users: [mina.email] })),
  'new passwords that were ordered for all': ({ operator, slug }) =>
    ok(operator.post(`/organizations/${slug}/password-resets`, { users: 'all' })),
  'the removal of the member': async (scene) =>
    ok(scene.operator.delete(await memberPath(scene, scene.mina))),
  'the removal from another organization': async (scene) =>
    ok(scene.operator.delete(await memberPath(scene, scene.mina, scene.other))),
  'leaving the organization': async (scene) => {
    await mayLeave(scene);
    await ok(scene.own.delete(`/me/memberships/${scene.slug}`));
  },
};

/** What it does outlive. */
const goesOn: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'a forgotten password': async ({ server, mina }) => {
    const browser = new Browser();
    const page = await browser.open(`${server.issuer}/password/forgotten`);
    await browser.submit(page, { email: mina.email });
    const link = await mailedLink(server, mina.email, '/password/reset/');
    await choosePassword(link, 'another long enough passphrase');
  },
  'a suspension and its end': async (scene) => {
    await changed(scene.operator, scene, scene.mina, { suspended: true });
    await changed(scene.operator, scene, scene.mina, { suspended: false });
  },
  'another role': (scene) => changed(scene.operator, scene, scene.mina, { role: 'admin' }),
  'an unlock': async (scene) => ok(scene.operator.post(`/users/${await idOf(scene, scene.mina)}/unlock`)),
};

async function rejoin({ server, slug, mina }: World): Promise<void> {
  await seed(server, { organizations: [{ slug, members: [{ email: mina.email }] }] });
}

type Use = (ticket: string) => Promise<string>;

/** Every way in which a ticket can be used, up to where it is asked for; each answers what was said. */
const uses: Readonly<Record<string, (scene: World, person: TestPerson) => Promise<Use>>> = {
  'at a sign-in': async ({ application }, person) => {
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser, answer } = await passPassword(application, person, { parameters });
    expect(answer.name).to.equal('mailbox');
    return async (code) => {
      const next = await browser.submit(answer, { code });
      return next.name === 'enroll' ? 'used' : `${next.name} ${next.status}`;
    };
  },
  'to change an address': async (world, person) => {
    const api = await apiOf(world, person);
    const wanted = { password: person.password, new_email: `mina@new.${world.slug}.example` };
    return async (ticket) => {
      const answer = await api.post('/me/email', { ...wanted, ticket });
      return answer.status === 200 ? 'used' : String(answer.body.code);
    };
  },
};

const attempt = async (use: string, scene: World, person: TestPerson, ticket: string) =>
  (await uses[use]?.(scene, person))?.(ticket);

describe('ruling 25: a ticket', () => {
  for (const [name, happens] of Object.entries(ends))
    it(`does not outlive ${name}`, async () => {
      const scene = await withTicket();
      expect(await ticketsOf(scene)).to.equal(1);
      await happens(scene);
      expect(await ticketsOf(scene)).to.equal(0);
    });

  for (const [name, happens] of Object.entries(goesOn))
    it(`outlives ${name}`, async () => {
      const scene = await withTicket();
      await happens(scene);
      expect(await ticketsOf(scene)).to.equal(1);
    });

  it('does not outlive the removal of an authenticator, which it was not needed for', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const tomasAsMina = { ...world, mina: world.tomas };
    await ticketFor(world, world.tomas.email);
    expect(await ticketsOf(tomasAsMina)).to.equal(1);
    const [id] = await factorsOf(api);
    await ok(api.delete(`/me/authenticators/${id}`));
    expect(await ticketsOf(tomasAsMina)).to.equal(0);
  });

  it('goes alone: those of other members stay', async () => {
    const world = await createWorld();
    await ticketFor(world, world.tomas.email);
    await ticketFor(world, world.mina.email);
    const admin = await apiOf(world, world.olivia);
    await ok(admin.delete(await memberPath(world, world.tomas)));
    expect([await ticketsOf({ ...world, mina: world.tomas }), await ticketsOf(world)]).to.deep.equal([0, 1]);
  });

  for (const use of Object.keys(uses)) {
    it(`${use}, from before a reset, is worth nothing after it`, async () => {
      const scene = await withTicket();
      await ends['a device reset']?.(scene);
      const said = await attempt(use, scene, scene.mina, scene.ticket);
      expect(said).to.be.oneOf(['mailbox 422', 'token_invalid']);
    });

    it(`${use}, from before somebody was removed, is worth nothing once they are back`, async () => {
      const scene = await withTicket();
      await ends['the removal of the member']?.(scene);
      await rejoin(scene);
      const said = await attempt(use, scene, scene.mina, scene.ticket);
      expect(said).to.be.oneOf(['mailbox 422', 'token_invalid']);
    });

    it(`${use}, is good while nothing of that has happened`, async () => {
      const scene = await withTicket();
      expect(await attempt(use, scene, scene.mina, scene.ticket)).to.equal('used');
    });
  }

  it('counts once, in whatever way it is used at the same time', async () => {
    const scene = await withTicket();
    const prepared: Use[] = [];
    for (let n = 0; n < 3; n += 1)
      for (const prepare of Object.values(uses)) prepared.push(await prepare(scene, scene.mina));
    const said = await Promise.all(prepared.map((use) => use(scene.ticket)));
    expect(
      said.filter((each) => each === 'used'),
      said.join(),
    ).to.have.length(1);
  });

  it('counts in no sign-in that a reset at the same time has ended', async () => {
    const second = await withTicket();
    const asked = await passPassword(second.application, second.mina, {
      parameters: { acr_values: 'urn:countersign:acr:2' },
    });
    const [, page] = await Promise.all([
      second.operator.post(`${await memberPath(second, second.mina)}/reset-authenticators`),
      asked.browser.submit(asked.answer, { code: second.ticket }),
    ]);
    expect(page.name).to.be.oneOf(['enroll', 'mailbox', 'password', 'error']);
    expect(await ticketsOf(second)).to.equal(0);
    expect((await asked.browser.open(asked.answer.url)).name, 'signed out meanwhile').to.equal('password');
  });

  it('given in a sign-in counts there no longer once its organization has lost the person', async () => {
    const scene = await withTicket();
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser, answer } = await passPassword(scene.application, scene.mina, { parameters });
    const page = await browser.submit(answer, { code: scene.ticket });
    expect(page.name).to.equal('enroll');
    const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
    await ok(scene.operator.delete(await memberPath(scene, scene.mina)));
    const refused = await browser.submit(page, { code: codeOf(secret) });
    expect([refused.status, refused.name]).to.deep.equal([409, 'error']);
    expect((await browser.open(page.url)).name).to.equal('mailbox');
    expect(await factorsOf(await apiOf(scene, scene.mina))).to.deep.equal([]);
  });

  it('for joining does not outlive the invitation, even when another one follows', async () => {
    const world = await createWorld();
    const nora = { email: `nora@${world.slug}.example`, password, secret: null };
    await seed(world.server, { users: [{ email: nora.email, email_verified: true, password }] });
    const admin = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/invitations`;
    const { id } = await invite(world, admin, { email: nora.email });
    const issued = await admin.post(`${path}/${id}/ticket`);
    expect(issued.status).to.equal(201);
    expect(await attempt('at a sign-in', world, nora, 'abcd-efgh-jkmn-pqrs')).to.equal('mailbox 422');
    await ok(admin.delete(`${path}/${id}`));
    travel(31);
    await invite(world, admin, { email: nora.email });
    expect(await attempt('at a sign-in', world, nora, issued.body.code)).to.equal('mailbox 422');
    expect((await mailsTo(world.server, nora.email)).length).to.be.above(1);
  });

  it('of the newest wins, and the API enrols with it once', async () => {
    const world = await createWorld({
      enforcement: {
        required: 'nobody',
        activation: 'immediately',
        sessions: 'keep',
        enrollment_proof: 'ticket',
      },
    });
    const api = await apiOf(world, world.mina);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    expect(begun.proof).to.equal('ticket');
    const [one, two] = [await ticketFor(world, world.mina.email), await ticketFor(world, world.mina.email)];
    const confirm = (ticket: string) =>
      api.post(`/me/authenticators/${begun.id}/confirm`, { code: codeOf(begun.secret), ticket });
    expect((await confirm(one)).status).to.equal(201);
    expect(await ticketsOf(world), 'the other one went with it').to.equal(0);
    const again = await api.post('/me/email', { password, new_email: 'mina@new.example', ticket: two });
    expect(saying(again)).to.deep.equal([422, 'token_invalid']);
  });
});
