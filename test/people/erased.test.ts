import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { expectAnswers } from '../api/access/support/operations.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { resetLinkFor } from '../harness/mails.ts';
import { codeOf, createWorld, everyoneNow, passPassword, signIn, type World } from '../harness/world.ts';
import { moverOf } from '../self-service/support/mover.ts';
import { linkTo, rememberDeviceOf } from '../self-service/support/people.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { race } from '../storage/support/samples.ts';
import { leftOf } from './support/left-of.ts';
import { noToken, openAccount } from './support/open-account.ts';

async function idOf({ server }: World, email: string): Promise<string> {
  return (await server.countersign.db.people.byEmail(email))?.user.id ?? '';
}

async function erase(world: World, email: string): Promise<void> {
  const operator = await operatorOf(world);
  const answer = await operator.delete(`/users/${encodeURIComponent(email)}`);
  expect([answer.status, answer.body], JSON.stringify(answer.body)).to.deep.equal([204, '']);
  expect((await operator.get(`/users/${encodeURIComponent(email)}`)).status).to.equal(404);
}

describe('erasing a person', () => {
  it('leaves their id in the log, and nothing else anywhere that names them', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, tomas, slug } = world;
    const { db } = server.countersign;
    const owner = await apiOf(world, world.olivia);
    const userId = await idOf(world, tomas.email);
    await passPassword(world.application, { ...tomas, password: 'quite the wrong passphrase' });
    const api = await apiOf(world, tomas);
    await rememberDeviceOf(world, tomas);
    const name = `Tomas of ${slug}`;
    await api.patch('/me', { name });
    await owner.patch(`/organizations/${slug}/members/${userId}`, {
      override: 'required',
      reason: 'Tomas asked',
    });
    const newEmail = `tomas.new@${slug}.example`;
    await api.post('/me/email', { password: tomas.password, new_email: newEmail });
    const operator = await operatorOf(world);
    const attributes = { desk: `desk of ${name}` };
    await operator.patch(`/users/${userId}`, { attributes });
    const own = (await api.get('/me/export')).body;
    expect(own.account.attributes, 'what they are told of themselves').to.deep.equal(attributes);
    const pilot = { users: [tomas.email, world.mina.email], percent: 10 };
    await operator.put(`/environments/${slug}-pilot`, { mfa: 'pilot', pilot });
    const elsewhere = await operator.post(
      '/organizations',
      { slug: `${slug}-two`, notification_email: tomas.email },
      { 'idempotency-key': randomUUID() },
    );
    expect([elsewhere.status, elsewhere.body.notification_email]).to.deep.equal([201, tomas.email]);
    expect((await leftOf(db, [tomas.email, newEmail, userId])).length).to.be.above(6);
    await erase(world, tomas.email);
    expect(await leftOf(db, [tomas.email, newEmail, name])).to.deep.equal([]);
    expect(new Set(await leftOf(db, [userId]))).to.deep.equal(new Set(['audit_events']));
    expect(await db.environments.find(`${slug}-pilot`)).to.have.deep.property('pilot', {
      users: [world.mina.email],
      percent: 10,
    });
    const before = server.mailbox.messages().length;
    await server.countersign.jobs.runDue(new Date());
    const mailed = server.mailbox.messages().slice(before);
    expect(mailed.filter(({ to }) => to === tomas.email || to === newEmail)).to.deep.equal([]);
  });

  it('leaves nothing of the address that they had before either', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const { person, newEmail, change } = await moverOf(world);
    await change();
    const operator = await operatorOf(world);
    const told = async (notification_email: string | null, slug: string) => {
      const { status } = await operator.patch(`/organizations/${slug}`, { notification_email });
      expect(status).to.equal(200);
    };
    // Told at it once, and now; in the pilot again under it, since somebody typed the address that they knew.
    await told(person.email, world.slug);
    await told(`office@${world.slug}.example`, world.slug);
    const second = `${world.slug}-two`;
    expect((await operator.post('/organizations', { slug: second })).status).to.equal(201);
    await told(person.email, second);
    const pilot = { users: [person.email], percent: 0 };
    await operator.put(`/environments/${second}`, { mfa: 'pilot', pilot });
    expect((await leftOf(db, [person.email])).length).to.be.above(4);
    await erase(world, newEmail);
    expect(await leftOf(db, [person.email, newEmail])).to.deep.equal([]);
  });

  it('leaves chains that verify, and say of how many events the personal part is gone', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { db } = world.server.countersign;
    const owner = await apiOf(world, world.olivia);
    await signIn(world.application, world.tomas);
    const userId = await idOf(world, world.tomas.email);
    await world.server.countersign.extendChains();
    await erase(world, world.tomas.email);
    await world.server.countersign.extendChains();
    const organization = await db.organizations.findBySlug(world.slug);
    const report = await verifyChain(db.chains, organization?.id ?? '');
    expect(report).to.deep.include({ ok: true, erased: 2 });
    const { body } = await owner.get(`/organizations/${world.slug}/activity?limit=200`);
    const about = body.items.filter((each: { target: { id: string } | null }) => each.target?.id === userId);
    expect(about.map((each: { type: string }) => each.type)).to.include.members([
      'account.signed_in',
      'member.removed',
      'account.erased',
    ]);
    for (const { type, actor, target, source_address } of about) {
      expect(target, type).to.deep.equal({ id: userId, email: null });
      if (actor.kind === 'user')
        expect([actor.email, actor.name, source_address]).to.deep.equal([null, null, null]);
    }
    const [erased] = about.filter((each: { type: string }) => each.type === 'account.erased');
    expect(erased.detail).to.deep.equal({ erased: 2, blanked: [] });
  });

  it('blanks events whose whole text was hashed, and an event in the chain names them', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const { tomas, slug } = world;
    const userId = await idOf(world, tomas.email);
    const organization = await db.organizations.findBySlug(slug);
    await world.server.countersign.extendChains();
    // As an older version has chained it: at the end, with all of its text.
    const old = randomUUID();
    await db.sql(
      `WITH chain AS (SELECT position, hash FROM audit_chains WHERE organization_id = $1 FOR UPDATE),
         written AS (INSERT INTO audit_events (at, type, actor, organization_id, user_id, source_address, detail, form)
           VALUES (now(), 'member.changed', '{"kind": "system"}', $1, $2, '198.51.100.204', jsonb_build_object('reason', $3::text), 2)
           RETURNING id)
       SELECT id FROM written, chain`,
      [organization?.id, userId, old],
    );
    await world.server.countersign.extendChains();
    await db.sql(
      `UPDATE audit_events e SET form = 1, chain_hash = sha256(
           coalesce((SELECT p.chain_hash FROM audit_events p WHERE p.organization_id = e.organization_id
             AND p.chain_position = e.chain_position - 1), '')
           || convert_to(audit_event_text(jsonb_populate_record(e, '{"form": 1}')), 'UTF8'))
       WHERE organization_id = $1 AND detail->>'reason' = $2`,
      [organization?.id, old],
    );
    await db.sql(
      `UPDATE audit_chains c SET hash = e.chain_hash FROM audit_events e
       WHERE c.organization_id = $1 AND e.organization_id = $1 AND e.chain_position = c.position`,
      [organization?.id],
    );
    expect(await verifyChain(db.chains, organization?.id ?? '')).to.include({ ok: true, erased: 0 });
    await erase(world, tomas.email);
    await world.server.countersign.extendChains();
    expect(await leftOf(db, [old, '198.51.100.204'])).to.deep.equal([]);
    expect(await verifyChain(db.chains, organization?.id ?? '')).to.include({ ok: true, erased: 1 });
    await db.sql(
      'UPDATE audit_events SET detail = \'{"erased": 0, "blanked": []}\' WHERE organization_id = $1 AND type = \'account.erased\'',
      [organization?.id],
    );
    expect(await verifyChain(db.chains, organization?.id ?? '')).to.have.property('ok', false);
  });

  it('ends what is open at once: sessions, refresh tokens, access tokens, links, and the applications are told', async () => {
    const world = await createWorld();
    const { server, application, tomas } = world;
    const { party, browser, tokens } = await openAccount(world, tomas);
    const api = await apiOf(world, tomas, { step: 1 });
    const reset = await resetLinkFor(server, tomas.email);
    await erase(world, tomas.email);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${server.issuer}/me`, { headers })).status).to.equal(401);
    expect((await new Browser().open(reset)).status).to.equal(410);
    await expectAnswers(api, world.slug, noToken);
    expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
      'login_required',
    );
    await server.countersign.jobs.runDue(new Date());
    await party.receiver.told;
    expect((await party.logouts()).map(({ sub }) => sub)).to.have.length(1);
  });

  it('stops a sign-in that is under way, whichever page it is on', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, tomas, mina } = world;
    const challenge = await passPassword(application, tomas);
    await erase(world, tomas.email);
    const answer = await challenge.browser.submit(challenge.answer, { code: codeOf(tomas.secret ?? '') });
    expect([answer.status, answer.location?.includes('code=')]).to.deep.equal([410, undefined]);
    const mailbox = await passPassword(application, mina);
    expect(mailbox.answer.name).to.equal('mailbox');
    await erase(world, mina.email);
    expect((await mailbox.browser.submit(mailbox.answer, { code: '12345678' })).status).to.equal(410);
    const again = await passPassword(application, tomas);
    expect([again.answer.status, again.answer.name]).to.deep.equal([422, 'password']);
  });

  it('at the same moment as a sign-in: nobody gets a token, and nobody an error', async () => {
    const world = await createWorld();
    const { application, mina, server } = world;
    const operator = await operatorOf(world);
    const pages = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const browser = new Browser();
        return { browser, page: await application.start(browser) };
      }),
    );
    const answers = await race(7, async (index) => {
      const opened = pages[index];
      if (opened === undefined) {
        const answer = await operator.delete(`/users/${encodeURIComponent(mina.email)}`);
        return { status: answer.status, redeemed: false };
      }
      const answer = await opened.browser.submit(opened.page, { email: mina.email, password: mina.password });
      const redeemed = answer.location?.includes('code=') === true;
      if (redeemed) await application.redeem(answer).catch(() => null);
      return { status: answer.status, redeemed };
    });
    expect(answers.filter(({ status }) => status >= 500)).to.deep.equal([]);
    expect(answers.at(-1)?.status).to.equal(204);
    const { db } = server.countersign;
    expect(await leftOf(db, [mina.email])).to.deep.equal([]);
    for (const { browser } of pages)
      expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
        'login_required',
      );
  });

  it('ruling 12: is refused for the last owner, of whom everything stays', async () => {
    const world = await createWorld();
    const { olivia, slug } = world;
    const operator = await operatorOf(world);
    const refused = await operator.delete(`/users/${encodeURIComponent(olivia.email)}`);
    expect([refused.status, refused.body.code, refused.body.list]).to.deep.equal([409, 'last_owner', [slug]]);
    const owner = await apiOf(world, olivia);
    expect((await owner.get(`/organizations/${slug}`)).status).to.equal(200);
  });

  it('D19: frees the seats that their membership and invitations to them hold', async () => {
    const world = await createWorld();
    const { greta, mina, slug } = world;
    const owner = await apiOf(world, world.olivia);
    await owner.post(`/organizations/${slug}/invitations`, { email: greta.email, role: 'member' });
    const link = await linkTo(world, greta.email, '/invitations/');
    const seats = async () => (await owner.get(`/organizations/${slug}`)).body.seats_in_use;
    const before = await seats();
    await erase(world, greta.email);
    await erase(world, mina.email);
    expect(await seats()).to.equal(before - 2);
    expect((await new Browser().open(link)).status).to.equal(410);
    expect(await leftOf(world.server.countersign.db, [greta.email])).to.deep.equal([]);
    const { body } = await owner.get(`/organizations/${slug}/activity?type=invitation.revoked`);
    expect(body.items.map(({ detail }: { detail: unknown }) => detail)).to.deep.equal([
      { role: 'member', reason: 'person_erased' },
    ]);
  });

  it('happens once of two at a time', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const id = await idOf(world, world.mina.email);
    const answers = await race(3, () => operator.delete(`/users/${id}`));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([204, 404, 404]);
  });

  it('lets somebody new have the address, with another id and nothing of what was', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const id = await idOf(world, world.tomas.email);
    await erase(world, world.tomas.email);
    const operator = await operatorOf(world);
    const created = await operator.post('/users', {
      email: world.tomas.email,
      password: 'five words that nobody knows',
    });
    expect(created.status).to.equal(201);
    expect(created.body.id).not.to.equal(id);
    const exported = await world.server.countersign.db.people.byEmail(world.tomas.email);
    expect([exported?.memberships, exported?.factors]).to.deep.equal([[], []]);
  });
});
