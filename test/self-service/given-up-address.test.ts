import { expect } from 'chai';
import { auditOfOrganization } from '../attacks/support/audit-rows.ts';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { follow, invite, membersOf, signInAt } from '../harness/invitations.ts';
import { mailsTo } from '../harness/mails.ts';
import { joinedBy } from '../harness/members.ts';
import { createWorld, password, seed, type World } from '../harness/world.ts';
import { moverOf } from './support/mover.ts';
import { anotherOrganization, linkTo } from './support/people.ts';

const subjectTo = (slug: string) => `Countersign: an invitation to ${slug.toUpperCase()} was withdrawn`;

async function invited(
  world: World,
  admin: ApiClient,
  email: string,
  role = 'member',
): Promise<{ readonly id: string; readonly link: string }> {
  return invite(world, admin, { email, role });
}

async function pendingOf(admin: ApiClient, slug: string): Promise<readonly string[]> {
  const { body } = await admin.get(`/organizations/${slug}/invitations`);
  return body.items.map(({ email }: { email: string }) => email);
}

async function subjects(world: World, email: string): Promise<readonly string[]> {
  return (await mailsTo(world.server, email)).map(({ subject }) => subject);
}

describe('ruling 32: an address that is given up', () => {
  it('A-33: is worth no membership to whoever has its mailbox then', async () => {
    const [world, home] = [await createWorld(), await createWorld()];
    const admin = await apiOf(world, world.olivia);
    const { person, change } = await moverOf(home);
    const { link } = await invited(world, admin, person.email, 'admin');
    await change();
    const before = await membersOf(world);
    const page = await new Browser().open(link);
    expect([page.status, page.name]).to.deep.equal([410, 'error']);
    const posted = await new Browser().post(link, {
      name: 'Mal',
      new_password: password,
      action: 'continue',
    });
    expect(posted.status).to.equal(410);
    await seed(world.server, { users: [{ email: person.email, email_verified: true, password }] });
    const { browser, answer } = await follow(link);
    expect([answer.status, answer.name], 'somebody new has the address').to.deep.equal([410, 'error']);
    const signedIn = await home.application.start(browser);
    expect((await signInAt(browser, signedIn, { ...person, secret: null })).location).to.include('code=');
    expect((await follow(link, { browser })).answer.status).to.equal(410);
    expect(await membersOf(world)).to.deep.equal(before);
  });

  it('frees the seat, is noted, and who invited is told, with the old address alone', async () => {
    const [world, home] = [await createWorld({ plan: 'team' }), await createWorld()];
    const admin = await apiOf(world, world.olivia);
    const { person, newEmail, change } = await moverOf(home);
    const { ada } = await joinedBy(world, { ada: 'admin' });
    await invited(world, admin, person.email);
    const seats = async () => (await admin.get(`/organizations/${world.slug}`)).body.seats_in_use;
    const before = await seats();
    await change();
    expect([await seats(), await pendingOf(admin, world.slug)]).to.deep.equal([before - 1, []]);
    const event = (await auditOfOrganization(world.server, world.slug)).at(-1);
    expect(event).to.deep.include({
      type: 'invitation.revoked',
      actor: { kind: 'system' },
      detail: { email: person.email, role: 'member', reason: 'address_given_up' },
    });
    const told = (await mailsTo(world.server, world.olivia.email)).filter(
      ({ subject }) => subject === subjectTo(world.slug),
    );
    expect(told).to.have.length(1);
    expect(told[0]?.text).to.include(person.email).and.not.to.include(newEmail);
    for (const email of [ada.email, world.tomas.email, person.email, newEmail])
      expect(await subjects(world, email), email).not.to.include(subjectTo(world.slug));
  });

  it('is told to the administrators where who invited is gone', async () => {
    const [world, home] = [await createWorld(), await createWorld()];
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { person, change } = await moverOf(home);
    await invited(world, await apiOf(world, ada), person.email);
    await world.server.countersign.db.sql('DELETE FROM users WHERE email = $1', [ada.email]);
    await change();
    expect(await subjects(world, world.olivia.email)).to.include(subjectTo(world.slug));
    expect(await subjects(world, ada.email)).not.to.include(subjectTo(world.slug));
  });

  it('is told to the notification address where the operator or the seeding file invited', async () => {
    const home = await createWorld();
    const { person, change } = await moverOf(home);
    const scenes: { readonly world: World; readonly it: string; readonly operator: ApiClient }[] = [];
    for (const how of ['operator', 'file'] as const) {
      const world = await createWorld({ server: home.server });
      const [it, operator] = [`it@${world.slug}.example`, await operatorOf(world)];
      await operator.patch(`/organizations/${world.slug}`, { notification_email: it });
      const invitations = [{ email: person.email }];
      if (how === 'operator') await invited(world, operator, person.email);
      else await seed(world.server, { organizations: [{ slug: world.slug, invitations }] });
      expect(await pendingOf(operator, world.slug), how).to.deep.equal([person.email]);
      scenes.push({ world, it, operator });
    }
    await change();
    for (const { world, it, operator } of scenes) {
      expect(await pendingOf(operator, world.slug)).to.deep.equal([]);
      expect(await subjects(world, it)).to.include(subjectTo(world.slug));
      expect(await subjects(world, world.olivia.email)).not.to.include(subjectTo(world.slug));
    }
  });

  it('is told to who invited last', async () => {
    const [world, home] = [await createWorld(), await createWorld()];
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { person, change } = await moverOf(home);
    await invited(world, await apiOf(world, world.olivia), person.email);
    travel(31);
    await invited(world, await apiOf(world, ada), person.email);
    travel(31);
    await change();
    expect(await subjects(world, ada.email)).to.include(subjectTo(world.slug));
    expect(await subjects(world, world.olivia.email)).not.to.include(subjectTo(world.slug));
  });

  it('leaves alone what is for another address, what has run out, and the new address', async () => {
    const [world, home] = [await createWorld(), await createWorld()];
    const second = await anotherOrganization(world, null, []);
    const operator = await operatorOf(world);
    const { person, newEmail, change } = await moverOf(home);
    const kept = [newEmail, `x${person.email}`];
    for (const email of [...kept, person.email]) await invited(world, operator, email);
    await invite({ server: world.server, slug: second }, operator, { email: person.email });
    await world.server.countersign.db.sql(
      `UPDATE invitations SET expires_at = now() - interval '1 minute' WHERE organization_id =
       (SELECT id FROM organizations WHERE slug = $1)`,
      [second],
    );
    await change();
    expect(await pendingOf(operator, world.slug)).to.have.members(kept);
    const types = (await auditOfOrganization(world.server, second)).map(({ type }) => type);
    expect(types).not.to.include('invitation.revoked');
  });

  it('is not given up before the change is made', async () => {
    const [world, home] = [await createWorld(), await createWorld()];
    const operator = await operatorOf(world);
    const { person } = await moverOf(home);
    const { link } = await invited(world, operator, person.email);
    const [first] = [await linkTo(home, person.email, '/account/email/')];
    const browser = new Browser();
    expect((await browser.submit(await browser.open(first))).url).to.match(/\/waiting$/);
    expect(await pendingOf(operator, world.slug)).to.deep.equal([person.email]);
    const { browser: joining, answer } = await follow(link);
    expect((await signInAt(joining, answer, person)).name).to.equal('joined');
  });

  it('at the same time as the invitation is accepted: one of the two, and never a lost seat', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [world, home] = [await createWorld(), await createWorld()];
      const operator = await operatorOf(world);
      const { person, newEmail, change } = await moverOf(home);
      const { link } = await invited(world, operator, person.email);
      const { browser, answer } = await follow(link);
      const accept = () => signInAt(browser, answer, person);
      await Promise.all(round % 2 === 0 ? [accept(), change()] : [change(), accept()]);
      const members = await membersOf(world);
      const hasJoined = newEmail in members;
      const types = (await auditOfOrganization(world.server, world.slug)).map(({ type }) => type);
      expect(types.includes('invitation.accepted'), `round ${round}`).to.equal(hasJoined);
      expect(types.includes('invitation.revoked'), `round ${round}`).to.equal(!hasJoined);
      expect(await pendingOf(operator, world.slug)).to.deep.equal([]);
      expect((await operator.get(`/organizations/${world.slug}`)).body.seats_in_use).to.equal(
        hasJoined ? 4 : 3,
      );
    }
  });

  it('by two organizations is revoked in both, whoever changes something there at the same time', async () => {
    const home = await createWorld();
    const [one, other] = [await createWorld(), await createWorld()];
    const operators = [await operatorOf(one), await operatorOf(other)] as const;
    const { person, change } = await moverOf(home);
    await invited(one, operators[0], person.email);
    await invited(other, operators[1], person.email);
    const rename = (world: World, operator: ApiClient) =>
      operator.patch(`/organizations/${world.slug}`, { name: 'Renamed' });
    const [, ...answers] = await Promise.all([
      change(),
      rename(other, operators[1]),
      rename(one, operators[0]),
      operators[0].post(`/organizations/${one.slug}/invitations`, { email: `y${person.email}` }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 201]);
    expect(await pendingOf(operators[0], one.slug)).to.deep.equal([`y${person.email}`]);
    expect(await pendingOf(operators[1], other.slug)).to.deep.equal([]);
  });
});
