import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { codeOf, createWorld, mailedCode, passPassword } from '../harness/world.ts';
import {
  anotherBrowser,
  anotherOrganization,
  browserAndApi,
  enrollBy,
  eventsOf,
  factorsOf,
  isSignedIn,
  subjectsTo,
  ticketFor,
} from './support/people.ts';

describe('setting up a factor through the API', () => {
  it('T22, T23, D33: is optional without enforcement: QR code, one valid code, recovery codes', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    expect(begun.qr).to.match(/^data:image\/png;base64,/);
    expect(begun.otpauth_uri)
      .to.match(/^otpauth:\/\/totp\//)
      .and.include(begun.secret);
    expect(await factorsOf(api)).to.deep.equal([]);
    const mailbox_code = mailedCode(world.server, world.mina.email);
    const confirm = (code: string) =>
      api.post(`/me/authenticators/${begun.id}/confirm`, { code, mailbox_code });
    const wrong = await confirm('000000');
    expect([wrong.status, wrong.body.code]).to.deep.equal([422, 'token_invalid']);
    expect(await factorsOf(api)).to.deep.equal([]);
    const done = await confirm(codeOf(begun.secret));
    expect(done.status, JSON.stringify(done.body)).to.equal(201);
    expect(done.body.recovery_codes).to.have.length(10);
    expect(await factorsOf(api)).to.deep.equal([done.body.id]);
    expect((await api.get('/me')).body).to.deep.include({ factors: ['totp'], recovery_codes_left: 10 });
    expect((await confirm(codeOf(begun.secret))).body.code).to.equal('enrollment_expired');
  });

  it('A-06: is confirmed by the session that began it alone, also for the same person', async () => {
    const world = await createWorld();
    const [first, second] = [await apiOf(world, world.mina), await apiOf(world, world.mina)];
    const begun = (await first.post('/me/authenticators', { kind: 'totp' })).body;
    const body = { code: codeOf(begun.secret), mailbox_code: mailedCode(world.server, world.mina.email) };
    const confirm = (api: typeof first) => api.post(`/me/authenticators/${begun.id}/confirm`, body);
    const refused = await confirm(second);
    expect([refused.status, refused.body.code]).to.deep.equal([410, 'enrollment_expired']);
    expect(await factorsOf(first)).to.deep.equal([]);
    expect((await confirm(first)).status).to.equal(201);
  });

  it('ruling 2: is a proof of its session, and asked at the next sign-in although nobody requires it', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.mina);
    const { secret } = await enrollBy(world, api, world.mina.email);
    const { application } = world;
    const tokens = await application.redeem(await application.start(browser));
    expect(tokens.claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    const { answer } = await passPassword(application, world.mina);
    expect(answer.name).to.equal('challenge');
    expect(secret).to.match(/^[A-Z2-7]+$/);
  });

  it('D32: ends the other sessions of the person, and goes on in its own', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.mina);
    const other = await anotherBrowser(world, world.mina, 0);
    expect(await isSignedIn(world, other)).to.equal(true);
    await enrollBy(world, api, world.mina.email);
    expect(await isSignedIn(world, other)).to.equal(false);
    expect(await isSignedIn(world, browser)).to.equal(true);
    expect((await api.get('/me/sessions')).body.items).to.have.length(1);
  });

  it('D27: tells the person by mail', async () => {
    const world = await createWorld();
    await enrollBy(world, await apiOf(world, world.mina), world.mina.email);
    expect(await subjectsTo(world, world.mina.email)).to.include('Countersign: two-step sign-in was set up');
    expect(await eventsOf(world, world.mina.email)).to.include('authenticator.enrolled');
  });

  it('D31: keeps several with nicknames', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    await enrollBy(world, api, world.mina.email, 'Old phone');
    await enrollBy(world, api, world.mina.email, 'New phone');
    const { body } = await api.get('/me/authenticators');
    const nicknames = body.items.map(({ nickname }: { nickname: string }) => nickname);
    expect(nicknames).to.have.members(['Old phone', 'New phone']);
    const tooLong = await api.post('/me/authenticators', { kind: 'totp', nickname: 'x'.repeat(201) });
    expect([tooLong.status, tooLong.body.errors[0].path]).to.deep.equal([422, '/nickname']);
  });

  it('L9: never tells a secret again', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    const { secret } = await enrollBy(world, api, world.mina.email);
    const told = await Promise.all(['/me', '/me/authenticators', '/me/sessions'].map(api.get));
    for (const { body } of told) {
      expect(JSON.stringify(body)).not.to.include(secret).and.not.to.include(begun.secret);
    }
    expect((await api.get(`/me/authenticators/${begun.id}`)).status).to.equal(405);
    const [row] = await world.server.countersign.db.sql<{ dump: string }>(
      'SELECT coalesce(string_agg(l::text, $1), $1) AS dump FROM one_time_links l',
      [' '],
    );
    expect(row?.dump).not.to.include(begun.secret);
  });

  it('ruling 3: wants the mailbox proven, and counts tries', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    expect(begun.proof).to.equal('mailbox');
    const confirm = (mailbox_code?: string) =>
      api.post(`/me/authenticators/${begun.id}/confirm`, { code: codeOf(begun.secret), mailbox_code });
    for (const nothing of [undefined, ' ']) {
      const { status, body } = await confirm(nothing);
      expect([status, body.code, body.list], 'no guess').to.deep.equal([
        422,
        'field_empty',
        ['mailbox_code'],
      ]);
    }
    const guesses = await Promise.all(
      Array.from({ length: 15 }, (_, guess) => confirm(`0000000${guess % 10}`)),
    );
    const answers = guesses.map(({ status }) => status);
    expect(answers.filter((status) => status === 429)).to.have.length(5);
    expect(answers.filter((status) => status === 422)).to.have.length(10);
    expect((await confirm(mailedCode(world.server, world.mina.email))).status).to.equal(429);
    travel(2);
    expect((await confirm(mailedCode(world.server, world.mina.email))).status).to.equal(201);
  });

  it('ruling 3: the strictest proof of all memberships counts, and `none` only where one is managed', async () => {
    const none = {
      required: 'everyone',
      activation: 'next_sign_in',
      sessions: 'keep',
      enrollment_proof: 'none',
    };
    const world = await createWorld({ enforcement: { ...none, required: 'nobody' } });
    const proofOf = async () => {
      const api = await apiOf(world, world.mina);
      return (await api.post('/me/authenticators', { kind: 'totp' })).body.proof;
    };
    expect(await proofOf()).to.equal('none');
    const stranger = { ...none, required: 'nobody' };
    await anotherOrganization(world, stranger, [{ email: world.mina.email, role: 'member' }]);
    expect(await proofOf()).to.equal('mailbox');
  });

  it('ruling 3: takes a ticket where one is asked, once, and none of another person', async () => {
    const ticket = {
      required: 'nobody',
      activation: 'immediately',
      sessions: 'keep',
      enrollment_proof: 'ticket',
    };
    const world = await createWorld({ enforcement: ticket });
    const api = await apiOf(world, world.mina);
    const [hers, his] = [await ticketFor(world, world.mina.email), await ticketFor(world, world.tomas.email)];
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    expect(begun.proof).to.equal('ticket');
    const confirm = (given?: string) =>
      api.post(`/me/authenticators/${begun.id}/confirm`, { code: codeOf(begun.secret), ticket: given });
    expect((await confirm()).body).to.deep.include({ code: 'field_empty', list: ['ticket'] });
    for (const wrong of [his, '12345678']) expect((await confirm(wrong)).body.code).to.equal('token_invalid');
    expect((await confirm(hers.toUpperCase())).status).to.equal(201);
    const activity = (await (await apiOf(world, world.olivia)).get(`/organizations/${world.slug}/activity`))
      .body;
    const told = activity.items.map(({ type }: { type: string }) => type);
    expect(told, 'the organization of the ticket').to.include('enrollment_ticket.used');
    const [left] = await world.server.countersign.db.sql<{ tickets: number }>(
      `SELECT count(*)::int AS tickets FROM one_time_links l JOIN users u ON u.id = l.user_id
       WHERE l.kind = 'enrollment_ticket' AND u.email = $1`,
      [world.mina.email],
    );
    expect(left?.tickets).to.equal(0);
  });

  it('A-21, ruling 3: whoever has a factor proves it before adding another', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    travel(299);
    const begun = await api.post('/me/authenticators', { kind: 'totp' });
    expect([begun.status, begun.body.proof]).to.deep.equal([201, 'factor']);
    const later = await apiOf(world, world.tomas, { browser: new Browser(), step: 1 });
    travel(295);
    expect((await later.post('/me/authenticators', { kind: 'totp' })).status).to.equal(201);
    const { sql } = world.server.countersign.db;
    await sql(
      `UPDATE session_records SET proofs = proofs || '{"totpAt": 1}'::jsonb WHERE user_id =
      (SELECT id FROM users WHERE email = $1)`,
      [world.tomas.email],
    );
    const refused = await later.post('/me/authenticators', { kind: 'totp' });
    expect([refused.status, refused.body.code]).to.deep.equal([401, 'mfa_required']);
    expect(refused.headers.get('www-authenticate'))
      .to.include('insufficient_user_authentication')
      .and.to.include('max_age="300"');
  });

  it('takes one of many confirmations at once, and none after a quarter of an hour or from somebody else', async () => {
    const world = await createWorld();
    const [api, stranger] = [await apiOf(world, world.mina), await apiOf(world, world.greta)];
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    const body = { code: codeOf(begun.secret), mailbox_code: mailedCode(world.server, world.mina.email) };
    const path = `/me/authenticators/${begun.id}/confirm`;
    expect((await stranger.post(path, body)).body.code).to.equal('enrollment_expired');
    const answers = await Promise.all(Array.from({ length: 5 }, () => api.post(path, body)));
    expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
    expect(await factorsOf(api)).to.have.length(1);
    const second = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    await world.server.countersign.db.sql('UPDATE one_time_links SET expires_at = $1', [new Date()]);
    const late = await api.post(`/me/authenticators/${second.id}/confirm`, { code: codeOf(second.secret) });
    expect([late.status, late.body.code]).to.deep.equal([410, 'enrollment_expired']);
  });
});
